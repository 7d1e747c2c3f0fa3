"use client";

import { useEffect, useEffectEvent } from "react";

const storageKey = "diffract.shortcuts";

/** Single keys can be turned off (WCAG 2.1.4); the shell's dialog keeps the preference. */
function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

function isFree(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return false;
  const { target } = event;
  if (target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null)
    return false;
  return document.querySelector("[role=dialog]") === null;
}

/** Calls `step` with 1 for `n` and -1 for `p`. */
export function useChangeKeys(step: (direction: 1 | -1) => void): void {
  const onStep = useEffectEvent(step);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const direction = event.key === "n" ? 1 : event.key === "p" ? -1 : null;
      if (direction === null || !isFree(event) || !areSingleKeysOn()) return;
      event.preventDefault();
      onStep(direction);
    };
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", onKeyDown);
    };
  }, []);
}
