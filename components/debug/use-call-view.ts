"use client";

import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useState } from "react";
import { isPassing } from "@/components/call-parts/refresh-problem";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { Consequence } from "@/lib/core/consequences/consequence";
import type { PreparedBodies, PreparedSide } from "@/lib/core/format/prepare-bodies";
import { useLiveCall } from "./use-live-call";

/** A call as `/api/v1/calls/{id}/view` answers it. */
export interface CallViewData {
  readonly call: CallDetail;
  readonly bodies: PreparedBodies<PreparedSide>;
  readonly consequences: readonly Consequence[];
}

/** Should the server not say when there is more. */
const pollMs = 3_000;
const afterErrorMs = 3_000;

/**
 * One call, compared as the query says: at first what the server sent with the page, and asked for again while the call runs.
 * @param query the selection, as parameters
 */
export function useCallView(
  initial: CallViewData,
  query: string,
): UseQueryResult<CallViewData> & { readonly shown: CallViewData } {
  const { id } = initial.call;
  // What came with the page belongs to the address that it was opened at.
  const [firstQuery] = useState(query);
  const result = useQuery({
    queryKey: ["call-view", id, query],
    queryFn: ({ signal }) => fetchJson<CallViewData>(`/api/v1/calls/${id}/view?${query}`, { signal }),
    ...(query === firstQuery && { initialData: initial }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      if (state.error !== null) return isPassing(state.error) && afterErrorMs;
      return (state.data ?? initial).call.state === "in_progress" && pollMs;
    },
  });
  const shown = result.data ?? initial;
  useLiveCall(id, shown.call.state === "in_progress", () => result.refetch({ cancelRefetch: false }));
  return { ...result, shown };
}
