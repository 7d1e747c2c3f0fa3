"use client";

import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { joinClasses } from "./join-classes";

export interface SelectOption {
  readonly value: string;
  readonly label: ReactNode;
}

interface SelectProps {
  /** Names the control when no `Field` does. */
  readonly label?: string;
  readonly id?: string;
  readonly options: readonly SelectOption[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly className?: string;
}

/** One of a list that opens. Values must not be empty strings. */
export function Select({ label, id, options, value, onChange, placeholder, className }: SelectProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange}>
      <Radix.Trigger
        id={id}
        aria-label={label}
        className={joinClasses(
          "inline-flex h-8 items-center justify-between gap-2 rounded-md border border-line-control bg-surface px-2.5 text-sm text-ink",
          "hover:bg-hover data-placeholder:text-ink-3",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <ChevronDown className="size-3.5 shrink-0 text-ink-3" aria-hidden="true" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className="z-60 max-h-80 min-w-(--radix-select-trigger-width) animate-rise-in overflow-hidden rounded-lg bg-raised p-1 shadow-overlay"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-8 cursor-default items-center justify-between gap-6 rounded-md px-2 text-sm outline-none data-highlighted:bg-hover"
              >
                <Radix.ItemText>{option.label}</Radix.ItemText>
                <Radix.ItemIndicator>
                  <Check className="size-3.5 text-accent-ink" aria-hidden="true" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
