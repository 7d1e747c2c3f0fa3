"use client";

import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import { moveItem } from "./edit-upstreams";

/** Saves an ordered list and says what was done. @throws what the management API says against it */
export type SaveList<Item> = (items: readonly Item[], what: string) => Promise<void>;

interface OrderButtonsProps<Item> {
  /** What is moved, for the buttons' names. */
  readonly name: string;
  readonly items: readonly Item[];
  readonly index: number;
  readonly isBusy: boolean;
  /** What is said once it is taken out. */
  readonly removed: string;
  readonly onChange: SaveList<Item>;
}

/** Moves an item of an ordered list, or takes it out. */
export function OrderButtons<Item>({ name, items, index, isBusy, removed, onChange }: OrderButtonsProps<Item>) {
  const apply = (next: readonly Item[], what: string): void => {
    onChange(next, what).catch(() => undefined);
  };
  const move = (by: -1 | 1): void => {
    apply(moveItem(items, index, by), "The order is changed.");
  };
  return (
    <span className="flex shrink-0 items-center">
      <IconButton
        label={`Move ${name} up`}
        disabled={isBusy || index === 0}
        onClick={() => {
          move(-1);
        }}
      >
        <ArrowUp />
      </IconButton>
      <IconButton
        label={`Move ${name} down`}
        disabled={isBusy || index === items.length - 1}
        onClick={() => {
          move(1);
        }}
      >
        <ArrowDown />
      </IconButton>
      <IconButton
        label={`Remove ${name}`}
        disabled={isBusy}
        onClick={() => {
          apply(
            items.filter((_, at) => at !== index),
            removed,
          );
        }}
      >
        <Trash2 />
      </IconButton>
    </span>
  );
}
