"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";

interface OrderButtonsProps {
  /** What is moved, for the buttons' names. */
  readonly name: string;
  readonly index: number;
  readonly count: number;
  readonly isBusy: boolean;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
}

/** Moves an item of an ordered list, or takes it out. */
export function OrderButtons({ name, index, count, isBusy, onMove, onRemove }: OrderButtonsProps) {
  return (
    <span className="flex shrink-0 items-center">
      <IconButton
        label={`Move ${name} up`}
        disabled={isBusy || index === 0}
        onClick={() => {
          onMove(-1);
        }}
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={`Move ${name} down`}
        disabled={isBusy || index === count - 1}
        onClick={() => {
          onMove(1);
        }}
      >
        <ArrowDown />
      </IconButton>
      <IconButton label={`Remove ${name}`} disabled={isBusy} onClick={onRemove}>
        <Trash2 />
      </IconButton>
    </span>
  );
}
