"use client";

import { useEffect, useMemo } from "react";
import type { CallDetail } from "@/lib/core/contracts/call";
import { policyColour } from "../policy-colour";
import { ChangeToolbar } from "./change-toolbar";
import { FocusContext, type ChangeFocus } from "./focus-context";
import { prepareBodies, type PreparedBodies } from "./prepare-bodies";
import { revealChange } from "./reveal-change";
import { SideSection } from "./side-section";
import { useChangeKeys } from "./use-change-keys";
import type { ViewState } from "./use-view-state";

interface CallBodiesProps {
  readonly call: CallDetail;
  readonly viewState: ViewState;
}

function buildFocus(call: CallDetail, bodies: PreparedBodies, { change, step, setChange }: ViewState): ChangeFocus {
  const byNumber = new Map(bodies.changes.map((one) => [one.number, one]));
  return {
    change,
    total: bodies.changes.length,
    find: (number) => byNumber.get(number),
    isWanted: (number) => step === null || (byNumber.get(number)?.blame.some((blame) => blame.step === step) ?? false),
    setChange,
    colourOf: (number) => {
      const index = byNumber.get(number)?.blame.at(-1)?.step;
      const policy = index === undefined ? undefined : call.steps[index];
      return policy === undefined ? null : `var(--policy-${policyColour(call.steps, policy.policy_id).number})`;
    },
  };
}

/** Request and response, before and after the policies, in one of five views, with a walk through all changes. */
export function CallBodies({ call, viewState }: CallBodiesProps) {
  const bodies = useMemo(() => prepareBodies(call), [call]);
  const focus = useMemo(() => buildFocus(call, bodies, viewState), [call, bodies, viewState]);
  const wanted = bodies.changes.filter((change) => focus.isWanted(change.number));
  const position = wanted.findIndex((change) => change.number === viewState.change) + 1;
  const { view, change, step } = viewState;
  const onStep = (direction: 1 | -1): void => {
    if (wanted.length === 0) return;
    const from = position === 0 ? (direction === 1 ? -1 : 0) : position - 1;
    const next = wanted[(from + direction + wanted.length) % wanted.length];
    if (next === undefined) return;
    if (view === "headers" || view === "raw") viewState.setView("conversation");
    viewState.setChange(next.number);
  };
  useChangeKeys(onStep);
  useEffect(() => {
    // The document is the external system: the change may stand far below, in any of three views.
    const found = change === null ? undefined : bodies.changes.find((one) => one.number === change);
    if (found !== undefined) revealChange(found);
  }, [change, view, bodies]);
  const policy = step === null ? undefined : call.steps[step];
  return (
    <FocusContext value={focus}>
      <ChangeToolbar
        view={view}
        onView={viewState.setView}
        position={position}
        count={wanted.length}
        onStep={onStep}
        policyName={policy?.name ?? null}
        onAllPolicies={() => {
          viewState.setStep(null);
        }}
      />
      <div className="grid min-w-0 grid-cols-1 gap-5 px-4 md:px-6">
        <SideSection call={call} side={bodies.request} view={view} />
        <SideSection call={call} side={bodies.response} view={view} />
      </div>
    </FocusContext>
  );
}
