"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { hopPresets, readSelection, type BodySelection, type Hop, type HopPreset } from "@/lib/core/format/hops";

export const bodyViews = ["conversation", "json", "unified", "tree", "changes", "headers", "raw"] as const;
export type BodyView = (typeof bodyViews)[number];

export interface ViewState {
  readonly view: BodyView;
  /** Number of the change in focus. */
  readonly change: number | null;
  /** Index in the call's steps: only what this step did is shown. */
  readonly step: number | null;
  readonly selection: BodySelection;
  /** The preset in force; `null` when two places were picked. */
  readonly preset: HopPreset | null;
  /** The selection as parameters of the management API. */
  readonly query: string;
  readonly setView: (view: BodyView) => void;
  readonly setChange: (change: number | null) => void;
  readonly setStep: (step: number | null) => void;
  readonly setPreset: (preset: HopPreset) => void;
  readonly setPair: (from: Hop, to: Hop) => void;
  readonly setHidden: (hidden: readonly number[]) => void;
}

const selectionNames = ["hops", "from", "to", "hide", "policy"] as const;

function readNumber(text: string | null): number | null {
  if (text === null || !/^\d{1,6}$/.test(text)) return null;
  const number = Number(text);
  return number >= 1 ? number : null;
}

function readQuery(params: Pick<URLSearchParams, "get">): string {
  const { hidden, only, pairs } = readSelection(params);
  const query = new URLSearchParams();
  const isPicked = params.get("from") !== null && params.get("to") !== null && pairs.length === 1;
  const preset = hopPresets.find((known) => known === params.get("hops"));
  if (isPicked && pairs[0] !== undefined) {
    query.set("from", pairs[0].from);
    query.set("to", pairs[0].to);
  } else if (preset !== undefined && preset !== "policies") query.set("hops", preset);
  if (hidden.length > 0) query.set("hide", hidden.join(","));
  if (only !== null) query.set("policy", String(only));
  return query.toString();
}

type Write = (changes: Readonly<Record<string, string | null>>) => void;

function createSetters(
  write: Write,
): Pick<ViewState, "setView" | "setChange" | "setStep" | "setPreset" | "setPair" | "setHidden"> {
  return {
    setView: (view) => {
      write({ view: view === "conversation" ? null : view });
    },
    setChange: (change) => {
      write({ change: change === null ? null : String(change) });
    },
    setStep: (step) => {
      write({ policy: step === null ? null : String(step), change: null });
    },
    setPreset: (preset) => {
      write({ hops: preset === "policies" ? null : preset, from: null, to: null, change: null });
    },
    setPair: (from, to) => {
      write({ hops: null, from, to, change: null });
    },
    setHidden: (hidden) => {
      write({ hide: hidden.length === 0 ? null : hidden.join(","), change: null });
    },
  };
}

/** What of the bodies is looked at, as the page's URL says: a link shows others the same. */
export function useViewState(): ViewState {
  const params = useSearchParams();
  const pathname = usePathname();
  return useMemo(() => {
    const write: Write = (changes) => {
      // The address bar, not `params`: two changes in one event must not undo each other.
      const next = new URLSearchParams(location.search);
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) next.delete(key);
        else next.set(key, value);
      }
      const query = next.toString();
      history.replaceState(null, "", query === "" ? pathname : `${pathname}?${query}`);
    };
    const selection = readSelection(params);
    const isPicked = selectionNames.slice(1, 3).every((name) => params.get(name) !== null);
    return {
      view: bodyViews.find((known) => known === params.get("view")) ?? "conversation",
      change: readNumber(params.get("change")),
      step: selection.only,
      selection,
      preset: isPicked ? null : (hopPresets.find((known) => known === params.get("hops")) ?? "policies"),
      query: readQuery(params),
      ...createSetters(write),
    };
  }, [params, pathname]);
}
