"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchJson } from "@/lib/client/fetch-json";
import type { ComparedTurn } from "@/lib/core/format/compared";
import { useChangeFocus } from "./focus-context";
import { revealChange } from "./reveal-change";
import { useSelection } from "./selection-context";
import { TurnRow } from "./turn-row";

/** Turns that are asked for together: neighbours are looked at next. */
const pageTurns = 30;

interface LoadedTurnProps {
  readonly hook: "request" | "response";
  /** Place in the whole list. */
  readonly at: number;
  /** Numbers of the changes in it. */
  readonly changes: readonly number[];
  readonly isSplit: boolean;
}

/** A turn that the page left out because the body is very long, fetched when it comes into the window. */
export function LoadedTurn({ hook, at, changes, isSplit }: LoadedTurnProps) {
  const { callId, query } = useSelection();
  const { change, find } = useChangeFocus();
  const first = at - (at % pageTurns);
  const { data, error } = useQuery({
    queryKey: ["call-turns", callId, query, hook, first],
    queryFn: ({ signal }) =>
      fetchJson<{ readonly turns: readonly ComparedTurn[] }>(
        `/api/v1/calls/${callId}/turns?${query === "" ? "" : `${query}&`}hook=${hook}&at=${String(first)}&count=${String(pageTurns)}`,
        { signal },
      ),
    enabled: callId !== "",
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  const turn = data?.turns[at - first];
  const isLoaded = turn !== undefined;
  const focused = change !== null && changes.includes(change) ? find(change) : undefined;
  useEffect(() => {
    // The document is the external system: the change could not be scrolled to before its turn was there.
    if (isLoaded && focused !== undefined) revealChange(focused);
  }, [isLoaded, focused]);
  if (turn !== undefined) return <TurnRow turn={turn} isSplit={isSplit} />;
  if (callId === "" || error !== null) {
    return (
      <p className="border-b px-4 py-3 text-xs text-ink-3 last:border-b-0">
        {error === null ? "Not loaded: this comparison is very long." : `Could not be loaded: ${error.message}`}
      </p>
    );
  }
  return (
    <>
      <p className="hidden border-b px-4 py-2 text-xs text-ink-3 print:block">
        Message {(at + 1).toLocaleString("en-US")} was not on the page yet when it was printed. The downloads have all
        of it.
      </p>
      <div
        role="status"
        aria-label="Loading a message"
        className="grid h-24 gap-2 border-b px-4 py-3 last:border-b-0 print:hidden"
      >
        <Skeleton className="h-3.5 w-24" />
        <Skeleton className="h-10 w-full" />
      </div>
    </>
  );
}
