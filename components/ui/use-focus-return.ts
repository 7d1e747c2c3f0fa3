"use client";

import { useState } from "react";

/**
 * Gives the focus back to where it was before something opened over the page; Radix does so only for what has a trigger.
 * @returns for `onCloseAutoFocus`
 */
export function useFocusReturn(isOpen: boolean): (event: Event) => void {
  const [known, setKnown] = useState<{ readonly isOpen: boolean; readonly before: Element | null }>({
    isOpen: false,
    before: null,
  });
  // Noted while rendering: once it is drawn, a field in it has the focus already.
  if (isOpen !== known.isOpen) setKnown({ isOpen, before: isOpen ? document.activeElement : known.before });
  return (event) => {
    const { before } = known;
    if (!(before instanceof HTMLElement) || !before.isConnected) return;
    event.preventDefault();
    before.focus();
  };
}
