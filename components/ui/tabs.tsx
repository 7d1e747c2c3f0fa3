"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { joinClasses } from "./join-classes";

export interface Tab {
  readonly value: string;
  readonly label: ReactNode;
  /** A figure after the label. */
  readonly count?: number | string;
  readonly content: ReactNode;
}

interface TabsProps {
  /** What the tabs choose between, for screen readers. */
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

/** Tabs with their panels. The choice belongs to the caller, who usually keeps it in the URL. */
export function Tabs({ label, tabs, value, onChange, className }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className={className}>
      <Radix.List aria-label={label} className="flex gap-4 overflow-x-auto border-b px-4 [scrollbar-width:none]">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={joinClasses(
              "-mb-px inline-flex h-10 items-center gap-1.5 border-b-2 border-transparent text-sm font-medium whitespace-nowrap",
              "text-ink-3 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink",
              "focus-visible:-outline-offset-2",
            )}
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="tabular rounded-sm bg-sunken px-1 text-2xs text-ink-2">{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="focus-visible:-outline-offset-2">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
