"use client";

import { useSyncExternalStore } from "react";

const storageKey = "diffract.shortcuts";
const changed = "diffract:shortcuts";

/** Whether single keys act as shortcuts (WCAG 2.1.4: they can be turned off). */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}

/** Turns single-key shortcuts on or off in this browser. */
export function setShortcuts(isOn: boolean): void {
  try {
    localStorage.setItem(storageKey, isOn ? "on" : "off");
  } catch {
    // Storage may be forbidden: shortcuts then stay on.
  }
  globalThis.dispatchEvent(new Event(changed));
}

function subscribe(listener: () => void): () => void {
  addEventListener(changed, listener);
  return () => {
    removeEventListener(changed, listener);
  };
}

/** The preference, live. */
export function useShortcutPreference(): boolean {
  return useSyncExternalStore(subscribe, areShortcutsOn, () => true);
}
