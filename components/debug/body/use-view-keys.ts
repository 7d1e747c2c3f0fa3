"use client";

import { useEffect, useEffectEvent } from "react";
import { hopPresets } from "@/lib/core/format/hops";
import { isKeyFree } from "./use-change-keys";
import { bodyViews, type ViewState } from "./use-view-state";

/** The preset after this one; a translation is only looked at when asked for. */
function nextPreset(preset: ViewState["preset"]): (typeof hopPresets)[number] {
  const all = hopPresets.filter((one) => one !== "translation");
  return all[(all.findIndex((one) => one === preset) + 1) % all.length] ?? "policies";
}

/** Digits choose a view, `h` the next pair of places, `s` the next step that changed something. */
export function useViewKeys(viewState: ViewState, changedSteps: readonly number[]): void {
  const act = useEffectEvent((key: string): boolean => {
    const view = /^[1-9]$/.test(key) ? bodyViews[Number(key) - 1] : undefined;
    if (view !== undefined) viewState.setView(view);
    else if (key === "h") viewState.setPreset(nextPreset(viewState.preset));
    else if (key === "s" && changedSteps.length > 0) {
      const at = viewState.step === null ? -1 : changedSteps.indexOf(viewState.step);
      viewState.setStep(changedSteps[at + 1] ?? null);
    } else return false;
    return true;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isKeyFree(event) && act(event.key)) event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", onKeyDown);
    };
  }, []);
}
