"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { KeyHint } from "@/components/ui/key-hint";
import type { NumberedChange } from "@/lib/core/format/compared";
import { revealChange } from "./reveal-change";
import { useChangeKeys } from "./use-change-keys";

interface WalkButtonsProps {
  /** Place of the change in focus among those in question, from 1; 0 when none is. */
  readonly position: number;
  readonly count: number;
  readonly onStep: (direction: 1 | -1) => void;
  /** What it means that there are none. */
  readonly nothing?: string;
}

function describePlace(position: number, count: number, nothing: string): string {
  if (count === 0) return nothing;
  return position === 0 ? `${count} ${count === 1 ? "change" : "changes"}` : `${position} of ${count}`;
}

/** Where one is among the changes, and buttons to the one before and the next. */
export function WalkButtons({ position, count, onStep, nothing = "No changes" }: WalkButtonsProps) {
  return (
    <>
      <span role="status" className="tabular min-w-20 text-right text-xs text-ink-2">
        {describePlace(position, count, nothing)}
      </span>
      <IconButton
        label="Previous change (p)"
        disabled={count === 0}
        onClick={() => {
          onStep(-1);
        }}
      >
        <ChevronUp />
      </IconButton>
      <IconButton
        label="Next change (n)"
        disabled={count === 0}
        onClick={() => {
          onStep(1);
        }}
      >
        <ChevronDown />
      </IconButton>
      <span className="hidden xl:inline-flex">
        <KeyHint keys={["n", "p"]} label="" />
      </span>
    </>
  );
}

interface ChangeWalkProps {
  readonly changes: readonly NumberedChange[];
  readonly change: number | null;
  readonly onChange: (change: number) => void;
}

/** Previous and next change, with the keys p and n; brings the one in focus into view. */
export function ChangeToolbarKeys({ changes, change, onChange }: ChangeWalkProps) {
  const position = changes.findIndex(({ number }) => number === change) + 1;
  const onStep = (direction: 1 | -1): void => {
    const from = position === 0 ? (direction === 1 ? -1 : 0) : position - 1;
    const next = changes[(from + direction + changes.length) % Math.max(changes.length, 1)];
    if (next !== undefined) onChange(next.number);
  };
  useChangeKeys(onStep);
  useEffect(() => {
    const found = changes.find(({ number }) => number === change);
    if (found !== undefined) revealChange(found);
  }, [change, changes]);
  return (
    <div className="flex items-center gap-1.5">
      <WalkButtons position={position} count={changes.length} onStep={onStep} />
    </div>
  );
}
