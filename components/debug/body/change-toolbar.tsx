"use client";

import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { WalkButtons } from "./change-walk";
import type { BodyView } from "./use-view-state";

const options: readonly { readonly value: BodyView; readonly label: string }[] = [
  { value: "conversation", label: "Conversation" },
  { value: "json", label: "JSON" },
  { value: "unified", label: "Unified" },
  { value: "tree", label: "Tree" },
  { value: "changes", label: "Changes" },
  { value: "headers", label: "Headers" },
  { value: "raw", label: "Raw" },
];

interface ChangeToolbarProps {
  readonly view: BodyView;
  readonly onView: (view: BodyView) => void;
  /** Place of the change in focus among those in question, from 1; 0 when none is. */
  readonly position: number;
  readonly count: number;
  readonly onStep: (direction: 1 | -1) => void;
  /** Name of the policy whose changes are in question; `null` for all. */
  readonly policyName: string | null;
  readonly onAllPolicies: () => void;
  /** Said where there are no changes to walk through although there were some. */
  readonly nothing: string | null;
}

/** Chooses the view, and walks through the changes of request and response. */
export function ChangeToolbar(props: ChangeToolbarProps) {
  const { view, onView, position, count, onStep, policyName, onAllPolicies, nothing } = props;
  return (
    <div className="sticky top-0 z-10 flex flex-wrap items-center gap-x-3 gap-y-2 border-y bg-canvas/95 px-4 py-2 backdrop-blur-sm md:px-6 print:hidden">
      <div className="-my-1 max-w-full overflow-x-auto py-1 [scrollbar-width:none]">
        <SegmentedControl label="View of the bodies" options={options} value={view} onChange={onView} />
      </div>
      <div className="ml-auto flex items-center gap-1.5">
        {policyName !== null && (
          <Button
            size="sm"
            variant="ghost"
            icon={<X className="size-3.5" aria-hidden="true" />}
            onClick={onAllPolicies}
          >
            Only {policyName}
          </Button>
        )}
        <WalkButtons position={position} count={count} onStep={onStep} {...(nothing !== null && { nothing })} />
      </div>
    </div>
  );
}
