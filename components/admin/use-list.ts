"use client";

import { useQuery } from "@tanstack/react-query";
import { fetchJson } from "@/lib/client/fetch-json";
import type { Page } from "@/lib/core/contracts/call";

/** What a list of the management API holds, and how its last reading went. */
export interface List<Row> {
  /** Where the management API has it, which is also what people call it. */
  readonly name: "credentials" | "projects" | "tokens";
  readonly rows: readonly Row[];
  /** Why it could not be read again; `null` when it could. */
  readonly failure: Error | null;
  readonly refresh: () => void;
}

/** A list as the page was made with it, then as it is read again. */
export function useList<Row>(name: List<Row>["name"], initial: Page<Row>): List<Row> {
  const query = useQuery({
    queryKey: [name],
    queryFn: ({ signal }) => fetchJson<Page<Row>>(`/api/v1/${name}?limit=200`, { signal }),
    initialData: initial,
  });
  return {
    name,
    rows: query.data.data,
    failure: query.isRefetchError ? query.error : null,
    refresh: () => {
      query.refetch().catch(() => undefined);
    },
  };
}
