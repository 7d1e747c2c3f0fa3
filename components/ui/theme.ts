"use client";

import { useSyncExternalStore } from "react";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const storageKey = "diffract.theme";
const changed = "diffract:theme";
const darkQuery = "(prefers-color-scheme: dark)";

function readTheme(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === "light" || theme === "dark" ? theme : "system";
}

/** Applies a theme at once and remembers it in this browser; other tabs follow. */
export function setTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, theme);
  } catch {
    // Storage may be forbidden: the choice then lasts as long as the page.
  }
  globalThis.dispatchEvent(new Event(changed));
}

function subscribe(listener: () => void): () => void {
  const follow = (event: StorageEvent): void => {
    if (event.key !== storageKey) return;
    const theme = themes.find((known) => known === event.newValue) ?? "system";
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    listener();
  };
  const media = matchMedia(darkQuery);
  addEventListener(changed, listener);
  addEventListener("storage", follow);
  media.addEventListener("change", listener);
  return () => {
    removeEventListener(changed, listener);
    removeEventListener("storage", follow);
    media.removeEventListener("change", listener);
  };
}

/** The theme that was chosen. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, readTheme, () => "system");
}
