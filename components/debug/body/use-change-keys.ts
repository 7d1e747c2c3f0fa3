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

/** Whether a single key may mean something: nobody types, no dialog or menu is open, and single keys are not turned off. */
export function isKeyFree(event: KeyboardEvent): boolean {
  if (!areSingleKeysOn()) return false;
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return false;
  const { target } = event;
  if (target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null)
    return false;
  return document.querySelector("[role=dialog], [role=menu], [role=listbox]") === null;
}

/** Calls `step` with 1 for `n` and -1 for `p`. */
export function useChangeKeys(step: (direction: 1 | -1) => void): void {
  const onStep = useEffectEvent(step);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const direction = event.key === "n" ? 1 : event.key === "p" ? -1 : null;
      if (direction === null || !isKeyFree(event)) return;
      event.preventDefault();
      onStep(direction);
    };
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", onKeyDown);
    };
  }, []);
}
