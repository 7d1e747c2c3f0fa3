"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";

export const bodyViews = ["conversation", "json", "changes", "headers", "raw"] as const;
export type BodyView = (typeof bodyViews)[number];

export interface ViewState {
  readonly view: BodyView;
  /** Number of the change in focus. */
  readonly change: number | null;
  /** Index in the call's steps: only the changes of this policy are of interest. */
  readonly step: number | null;
  readonly setView: (view: BodyView) => void;
  readonly setChange: (change: number | null) => void;
  readonly setStep: (step: number | null) => void;
}

function readNumber(text: string | null, least: number): number | null {
  if (text === null || !/^\d{1,6}$/.test(text)) return null;
  const number = Number(text);
  return number >= least ? number : null;
}

/** What of the bodies is looked at, as the page's URL says: a link shows others the same. */
export function useViewState(): ViewState {
  const params = useSearchParams();
  const pathname = usePathname();
  return useMemo(() => {
    const write = (changes: Readonly<Record<string, string | null>>): void => {
      // The address bar, not `params`: two changes in one event must not undo each other.
      const next = new URLSearchParams(location.search);
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) next.delete(key);
        else next.set(key, value);
      }
      const query = next.toString();
      history.replaceState(null, "", query === "" ? pathname : `${pathname}?${query}`);
    };
    return {
      view: bodyViews.find((known) => known === params.get("view")) ?? "conversation",
      change: readNumber(params.get("change"), 1),
      step: readNumber(params.get("policy"), 0),
      setView: (view) => {
        write({ view: view === "conversation" ? null : view });
      },
      setChange: (change) => {
        write({ change: change === null ? null : String(change) });
      },
      setStep: (step) => {
        write({ policy: step === null ? null : String(step), change: null });
      },
    };
  }, [params, pathname]);
}
