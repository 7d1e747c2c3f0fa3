"use client";

import { useEffect, useMemo } from "react";
import { Button } from "@/components/ui/button";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { PreparedBodies, PreparedSide } from "@/lib/core/format/prepare-bodies";
import { policyColour } from "../policy-colour";
import { countUnseenEdits, joinNames } from "./describe-side";
import { ChangeToolbar } from "./change-toolbar";
import { FocusContext, type ChangeFocus } from "./focus-context";
import { HopPicker } from "./hop-picker";
import { revealChange } from "./reveal-change";
import { SelectionContext } from "./selection-context";
import { SideSection } from "./side-section";
import { useChangeKeys } from "./use-change-keys";
import { useViewKeys } from "./use-view-keys";
import type { ViewState } from "./use-view-state";

interface CallBodiesProps {
  readonly call: CallDetail;
  readonly bodies: PreparedBodies<PreparedSide>;
  readonly viewState: ViewState;
  /** Another selection is being compared. */
  readonly isWaiting: boolean;
}

function buildFocus(
  call: CallDetail,
  bodies: PreparedBodies<PreparedSide>,
  { change, setChange }: ViewState,
): ChangeFocus {
  const byNumber = new Map(bodies.changes.map((one) => [one.number, one]));
  return {
    change,
    total: bodies.changes.length,
    find: (number) => byNumber.get(number),
    setChange,
    colourOf: (number) => {
      const index = byNumber.get(number)?.blame.at(-1)?.step;
      const policy = index === undefined ? undefined : call.steps[index];
      return policy === undefined ? null : `var(--policy-${policyColour(call.steps, policy.policy_id).number})`;
    },
  };
}

/** Says which steps are left out, and brings them back. */
function HiddenSteps({ call, viewState }: Pick<CallBodiesProps, "call" | "viewState">) {
  const { hidden } = viewState.selection;
  if (hidden.length === 0) return null;
  const names = joinNames(hidden.flatMap((index) => call.steps[index]?.name ?? []));
  return (
    <div
      role="note"
      className="mx-4 flex flex-wrap items-center gap-2 rounded-md bg-info-soft px-3 py-1.5 text-sm text-info-ink md:mx-6"
    >
      <span className="min-w-0 flex-1 wrap-anywhere">As it would have been without {names}.</span>
      <Button
        size="sm"
        onClick={() => {
          viewState.setHidden([]);
        }}
      >
        Show all steps
      </Button>
    </div>
  );
}

/** In place of both sections, so that the second is not pushed down when the first is known. */
function NotYet() {
  return (
    <p role="status" className="rounded-lg border border-dashed bg-surface px-4 py-6 text-sm text-ink-2">
      The call has just begun. What was asked comes within a moment.
    </p>
  );
}

/** Why there is nothing to walk through although something was changed. */
function describeNothing(
  { bodies_removed: areRemoved }: CallDetail,
  { sections }: CallBodiesProps["bodies"],
): string | null {
  if (areRemoved === true) return "Changes not kept";
  return sections.some((side) => countUnseenEdits(side) > 0) ? "Changes not shown" : null;
}

/** Request and response at the chosen places, in one of seven views, with a walk through all changes. */
export function CallBodies({ call, bodies, viewState, isWaiting }: CallBodiesProps) {
  const focus = useMemo(() => buildFocus(call, bodies, viewState), [call, bodies, viewState]);
  const selection = useMemo(() => ({ callId: call.id, query: viewState.query }), [call.id, viewState.query]);
  const { changes } = bodies;
  const unlisted = bodies.sections.reduce((sum, side) => sum + (side.unlisted ?? 0), 0);
  const position = changes.findIndex((change) => change.number === viewState.change) + 1;
  const { view, change, step } = viewState;
  const onStep = (direction: 1 | -1): void => {
    if (changes.length === 0) return;
    const from = position === 0 ? (direction === 1 ? -1 : 0) : position - 1;
    const next = changes[(from + direction + changes.length) % changes.length];
    if (next === undefined) return;
    if (view === "headers" || view === "raw" || view === "tree") viewState.setView("conversation");
    viewState.setChange(next.number);
  };
  useChangeKeys(onStep);
  useViewKeys(
    viewState,
    call.steps.flatMap(({ edits, edit_count: count }, index) => ((count ?? edits.length) > 0 ? [index] : [])),
  );
  useEffect(() => {
    // The document is the external system: the change may stand far below, in any of three views.
    const found = change === null ? undefined : changes.find((one) => one.number === change);
    if (found !== undefined) revealChange(found);
  }, [change, view, changes]);
  const policy = step === null ? undefined : call.steps[step];
  return (
    <FocusContext value={focus}>
      <SelectionContext value={selection}>
        <HopPicker
          viewState={viewState}
          isTranslated={call.bodies.some(({ side, same_as: same }) => side === "wire_request" && same === null)}
        />
        <ChangeToolbar
          view={view}
          onView={viewState.setView}
          position={position}
          count={changes.length + unlisted}
          onStep={onStep}
          nothing={describeNothing(call, bodies)}
          policyName={policy?.name ?? null}
          onAllPolicies={() => {
            viewState.setStep(null);
          }}
        />
        <HiddenSteps call={call} viewState={viewState} />
        <div className="grid min-w-0 grid-cols-1 gap-5 px-4 md:px-6" aria-busy={isWaiting}>
          {bodies.sections.every(({ status }) => status === "running") ? (
            <NotYet />
          ) : (
            bodies.sections.map((side) => (
              <SideSection key={`${side.pair.from} ${side.pair.to}`} call={call} side={side} view={view} />
            ))
          )}
        </div>
      </SelectionContext>
    </FocusContext>
  );
}
