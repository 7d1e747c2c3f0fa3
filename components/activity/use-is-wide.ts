"use client";

import { useSyncExternalStore } from "react";

/** The breakpoint at which rows become one line (`md`). */
const query = "(min-width: 48rem)";

function subscribe(listener: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener("change", listener);
  return () => {
    media.removeEventListener("change", listener);
  };
}

/** Whether rows are lines of a table; the server supposes so. */
export function useIsWide(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => true,
  );
}
