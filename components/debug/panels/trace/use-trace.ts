"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallTrace } from "@/lib/core/contracts/trace";

const growingPollMs = 2_000;

/** The trace of a call; asked for again while it grows. @param state of the call: when it ends the trace is asked for anew */
export function useTrace(callId: string, state: string): UseQueryResult<CallTrace> {
  return useQuery({
    queryKey: ["trace", callId, state],
    queryFn: ({ signal }) => fetchJson<CallTrace>(`/api/v1/calls/${callId}/trace`, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
    refetchInterval: (query) => (query.state.data?.status === "growing" ? growingPollMs : false),
  });
}
