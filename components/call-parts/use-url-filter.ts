"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { readCallFilter, writeCallFilter, type CallFilter } from "./call-filter";

interface UrlFilter {
  readonly filter: CallFilter;
  readonly cursor: string | null;
  readonly setFilter: (filter: CallFilter) => void;
}

/** The filter that the page's URL holds. Changing it asks the server for no new page: the list fetches what it needs. */
export function useUrlFilter(): UrlFilter {
  const params = useSearchParams();
  const pathname = usePathname();
  const filter = useMemo(() => readCallFilter(params), [params]);
  return {
    filter,
    cursor: params.get("cursor"),
    setFilter: (next) => {
      history.replaceState(null, "", `${pathname}${writeCallFilter(next)}`);
    },
  };
}
