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

/** How often a store that could not be asked is asked again; who leaves the page open wants to see it come back. */
const unavailablePollMs = 15_000;
const mostTries = 8;

interface AskedTrace extends Pick<UseQueryResult<CallTrace>, "data" | "error"> {
  /** The store is being asked once more, without hurry. */
  readonly isAsking: boolean;
  readonly askAgain: () => void;
}

/** Asks a store that was too slow for the page, or away, once more: it may take its time, and is asked again while it is away. */
function usePatientTrace(callId: string, state: string, isWanted: boolean): UseQueryResult<CallTrace> {
  return useQuery({
    queryKey: ["patient-trace", callId, state],
    queryFn: ({ signal }) => fetchJson<CallTrace>(`/api/v1/calls/${callId}/trace?sources=patient`, { signal }),
    enabled: isWanted,
    staleTime: Infinity,
    retry: false,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state: { data, dataUpdateCount } }) => {
      if (data?.status === "growing") return findPollMs(data.spans.length);
      return data?.status === "unavailable" && dataUpdateCount < mostTries && unavailablePollMs;
    },
  });
}

/**
 * The trace of a call; asked for again while it grows. What the gateway knows itself is shown while a trace store takes its
 * time. @param state of the call: when it ends the trace is asked for anew
 */
export function useTrace(callId: string, state: string): AskedTrace {
  const whole = useQuery({
    queryKey: ["trace", callId, state],
    queryFn: ({ signal }) => fetchJson<CallTrace>(`/api/v1/calls/${callId}/trace`, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    placeholderData: (before) => before,
    refetchInterval: ({ state: { data } }) => (data?.status === "growing" ? findPollMs(data.spans.length) : false),
  });
  const isWaiting = whole.data === undefined && whole.error === null;
  const own = useQuery({
    queryKey: ["own-trace", callId, state],
    queryFn: ({ signal }) => fetchJson<CallTrace>(`/api/v1/calls/${callId}/trace?sources=own`, { signal }),
    enabled: useIsLate(isWaiting),
    staleTime: Infinity,
    retry: false,
  });
  const isUnavailable = whole.data?.status === "unavailable" && !whole.isPlaceholderData;
  const patient = usePatientTrace(callId, state, isUnavailable);
  const quick = whole.data ?? (isWaiting ? own.data : undefined);
  return {
    data: isUnavailable ? (patient.data ?? quick) : quick,
    error: whole.error,
    isAsking: isUnavailable && patient.isFetching,
    askAgain: () => {
      (isUnavailable ? patient : whole).refetch().catch(() => undefined);
    },
  };
}
