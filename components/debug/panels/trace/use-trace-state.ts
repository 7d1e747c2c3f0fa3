"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";

export const traceViews = ["waterfall", "table"] as const;
export type TraceView = (typeof traceViews)[number];

export interface TraceState {
  readonly view: TraceView;
  /** Id of the span whose details are open. */
  readonly spanId: string | null;
  readonly search: string;
  /** Only spans that match, with their ancestors. */
  readonly hasMatchesOnly: boolean;
  readonly set: (changes: Partial<Omit<TraceState, "set">>) => void;
}

const names = { view: "trace", spanId: "span", search: "find", hasMatchesOnly: "matches" } as const;

/** What of the trace is looked at, as the page's URL says: a link shows others the same. */
export function useTraceState(): TraceState {
  const params = useSearchParams();
  const pathname = usePathname();
  return useMemo(() => {
    return {
      view: traceViews.find((known) => known === params.get(names.view)) ?? "waterfall",
      spanId: params.get(names.spanId),
      search: params.get(names.search)?.slice(0, 200) ?? "",
      hasMatchesOnly: params.get(names.hasMatchesOnly) === "only",
      set: (changes) => {
        const next = new URLSearchParams(location.search);
        const write = (name: string, value: string | null): void => {
          if (value === null || value === "") next.delete(name);
          else next.set(name, value);
        };
        if (changes.view !== undefined) write(names.view, changes.view === "waterfall" ? null : changes.view);
        if (changes.spanId !== undefined) write(names.spanId, changes.spanId);
        if (changes.search !== undefined) write(names.search, changes.search);
        if (changes.hasMatchesOnly !== undefined) write(names.hasMatchesOnly, changes.hasMatchesOnly ? "only" : null);
        const query = next.toString();
        history.replaceState(null, "", query === "" ? pathname : `${pathname}?${query}`);
      },
    };
  }, [params, pathname]);
}
