"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallDetail } from "@/lib/core/contracts/call";

const pollMs = 1_000;

/** One call, as the server had it at first; asked for again each second until it has ended, and then never. */
export function useCall(initial: CallDetail): UseQueryResult<CallDetail> & { readonly call: CallDetail } {
  const query = useQuery({
    queryKey: ["call", initial.id],
    queryFn: ({ signal }) => fetchJson<CallDetail>(`/api/v1/calls/${initial.id}`, { signal }),
    initialData: initial,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (state.data?.state === "in_progress" ? pollMs : false),
  });
  return { ...query, call: query.data };
}
