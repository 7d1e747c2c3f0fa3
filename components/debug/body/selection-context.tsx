"use client";

import { createContext, useContext } from "react";

export interface ShownSelection {
  readonly callId: string;
  /** The selection as parameters of the management API. */
  readonly query: string;
}

export const SelectionContext = createContext<ShownSelection>({ callId: "", query: "" });

/** Which call and which places of it are shown, for views that load more on demand. */
export function useSelection(): ShownSelection {
  return useContext(SelectionContext);
}
