"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import type { CompareView } from "./compare-view-name";

interface CompareState {
  readonly view: CompareView;
  readonly change: number | null;
  readonly setView: (view: CompareView) => void;
  readonly setChange: (change: number | null) => void;
}

const views: readonly CompareView[] = ["conversation", "changes", "headers"];

/** What of a comparison is looked at, as the address says. */
export function useCompareState(): CompareState {
  const params = useSearchParams();
  const pathname = usePathname();
  return useMemo(() => {
    const write = (name: string, value: string | null): void => {
      const next = new URLSearchParams(location.search);
      if (value === null) next.delete(name);
      else next.set(name, value);
      history.replaceState(null, "", `${pathname}?${next.toString()}`);
    };
    const change = Number(params.get("change"));
    return {
      view: views.find((view) => view === params.get("view")) ?? "conversation",
      change: Number.isInteger(change) && change > 0 ? change : null,
      setView: (view) => {
        write("view", view === "conversation" ? null : view);
      },
      setChange: (next) => {
        write("change", next === null ? null : String(next));
      },
    };
  }, [params, pathname]);
}
