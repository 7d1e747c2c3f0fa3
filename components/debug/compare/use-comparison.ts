"use client";

import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallSummary } from "@/lib/core/contracts/call";
import type { Diff } from "@/lib/core/contracts/diff";
import type { Figure } from "@/lib/core/compare-calls/list-figures";
import type { ComparedBodies } from "@/lib/core/format/compared";

/** A comparison as `/api/v1/compare/view` answers it. */
export interface ComparisonData {
  readonly a: CallSummary;
  readonly b: CallSummary;
  readonly is_normalised: boolean;
  readonly request: Diff;
  readonly response: Diff;
  readonly headers: { readonly request: Diff; readonly response: Diff };
  readonly figures: readonly Figure[];
  readonly views: { readonly request: ComparedBodies; readonly response: ComparedBodies };
}

const pollMs = 1_000;

/** Two calls, compared; asked for again while one of them runs. */
export function useComparison(
  initial: ComparisonData,
): UseQueryResult<ComparisonData> & { readonly shown: ComparisonData } {
  const query = new URLSearchParams({ a: initial.a.id, b: initial.b.id }).toString();
  const result = useQuery({
    queryKey: ["comparison", query],
    queryFn: ({ signal }) => fetchJson<ComparisonData>(`/api/v1/compare/view?${query}`, { signal }),
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
