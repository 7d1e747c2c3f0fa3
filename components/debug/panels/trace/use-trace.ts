"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallTrace } from "@/lib/core/contracts/trace";

const growingPollMs = 2_000;
/** Large answers take long to read and to compare with the last: ten thousand spans are asked for every 22 s. */
function findPollMs(spans: number): number {
  return growingPollMs * (1 + spans / 1_000);
}

/** Most stores have answered by then. */
const patienceMs = 400;

/** Whether a question has been open for a while. */
function useIsLate(isWaiting: boolean): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setTimeout(() => {
      setIsLate(true);
    }, patienceMs);
    return () => {
      clearTimeout(timer);
    };
  }, [isWaiting]);
  return isLate && isWaiting;
}

/**
 * The trace of a call; asked for again while it grows. What the gateway knows itself is shown while a trace store takes its
 * time. @param state of the call: when it ends the trace is asked for anew
 */
export function useTrace(callId: string, state: string): Pick<UseQueryResult<CallTrace>, "data" | "error" | "refetch"> {
  const whole = useQuery({
    queryKey: ["trace", callId, state],
    queryFn: ({ signal }) => fetchJson<CallTrace>(`/api/v1/calls/${callId}/trace`, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
    refetchInterval: ({ state: { data } }) => (data?.status === "growing" ? findPollMs(data.spans.length) : false),
  });
  const own = useQuery({
    queryKey: ["own-trace", callId, state],
    queryFn: ({ signal }) => fetchJson<CallTrace>(`/api/v1/calls/${callId}/trace?sources=own`, { signal }),
    enabled: useIsLate(whole.data === undefined && whole.error === null),
    staleTime: Infinity,
    retry: false,
  });
  const isWaiting = whole.data === undefined && whole.error === null;
  return { data: whole.data ?? (isWaiting ? own.data : undefined), error: whole.error, refetch: whole.refetch };
}
