"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { ShownComparison } from "@/lib/core/compare-calls/comparison";

const pollMs = 1_000;

/** Two calls, compared; asked for again while one of them runs. */
export function useComparison(
  initial: ShownComparison,
): UseQueryResult<ShownComparison> & { readonly shown: ShownComparison } {
  const query = new URLSearchParams({ a: initial.a.id, b: initial.b.id }).toString();
  const result = useQuery({
    queryKey: ["comparison", query],
    queryFn: ({ signal }) => fetchJson<ShownComparison>(`/api/v1/compare/view?${query}`, { signal }),
    initialData: initial,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => {
      const { a, b } = state.data ?? initial;
      return a.state === "in_progress" || b.state === "in_progress" ? pollMs : false;
    },
  });
  return { ...result, shown: result.data };
}
