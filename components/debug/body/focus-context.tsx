"use client";

import { createContext, useContext } from "react";
import type { NumberedChange } from "@/lib/core/format/compared";

export interface ChangeFocus {
  /** Number of the change in focus. */
  readonly change: number | null;
  readonly find: (change: number) => NumberedChange | undefined;
  readonly setChange: (change: number) => void;
  /** Colour of the policy that made a change, as CSS; `null` when nobody is known to have. */
  readonly colourOf: (change: number) => string | null;
  readonly total: number;
  /** What the two panes are called where that is not original and final. */
  readonly paneNames?: { readonly original: string; readonly final: string };
}

const nothing: ChangeFocus = {
  change: null,
  find: () => undefined,
  setChange: () => undefined,
  colourOf: () => null,
  total: 0,
};

export const FocusContext = createContext<ChangeFocus>(nothing);

/** Which change the reader looks at, for everything that draws changes. */
export function useChangeFocus(): ChangeFocus {
  return useContext(FocusContext);
}
