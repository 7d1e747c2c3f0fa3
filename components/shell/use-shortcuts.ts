"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { navigationItems } from "./navigation-items";
import { areShortcutsOn } from "./shortcut-preference";

const chordMs = 1_200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select, [role=combobox], [role=textbox]");
}

function isPaletteKey(event: KeyboardEvent): boolean {
  return (event.metaKey || event.ctrlKey) && !event.shiftKey && event.key.toLowerCase() === "k";
}

/** Whether a key press means nothing to anybody else: no modifier, no text field, no dialog or menu. */
function isFreeKey(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return false;
  return document.querySelector("[role=dialog], [role=menu], [role=listbox]") === null;
}

interface ShortcutActions {
  readonly togglePalette: () => void;
  readonly showShortcuts: () => void;
}

/** ⌘K or Ctrl-K for the palette, `g` and a letter for pages, `/` for the page's search, `?` for the list of them all. */
export function useShortcuts({ togglePalette, showShortcuts }: ShortcutActions): void {
  const router = useRouter();
  const chordAt = useRef(0);
  useEffect(() => {
    const goTo = (event: KeyboardEvent): void => {
      if (chordAt.current === 0 || event.key === "Shift") return;
      const isInTime = event.timeStamp - chordAt.current < chordMs;
      chordAt.current = 0;
      const item = navigationItems.find((known) => known.key === event.key);
      if (item === undefined || !isInTime || !isFreeKey(event)) return;
      event.preventDefault();
      event.stopPropagation();
      router.push(item.href);
    };
    const followKey = (event: KeyboardEvent): boolean => {
      if (event.key === "g") chordAt.current = event.timeStamp;
      else if (event.key === "?") showShortcuts();
      else if (event.key === "/") document.querySelector<HTMLElement>("[data-page-search]")?.focus();
      else return false;
      return true;
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isPaletteKey(event)) {
        event.preventDefault();
        togglePalette();
      } else if (isFreeKey(event) && areShortcutsOn() && followKey(event)) event.preventDefault();
    };
    // Before the page's own keys: after `g` a letter is the name of a page, whatever else it may mean there.
    addEventListener("keydown", goTo, true);
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", goTo, true);
      removeEventListener("keydown", onKeyDown);
    };
  }, [router, togglePalette, showShortcuts]);
}
