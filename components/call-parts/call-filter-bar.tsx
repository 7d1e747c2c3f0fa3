"use client";

import { Search, X } from "lucide-react";
import { useEffect, useState, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select, type SelectOption } from "@/components/ui/select";
import { callStates, policyOutcomes, type NamedRef } from "@/lib/core/contracts/call";
import { countFilters, noFilter, type CallFilter } from "./call-filter";
import { stateLooks } from "./call-state";
import { outcomeLooks } from "./outcome-badge";

const anything = "any";
const typingMs = 250;

const outcomeOptions: readonly SelectOption[] = [
  { value: anything, label: "Any outcome" },
  ...policyOutcomes.map((value) => ({ value, label: outcomeLooks[value].label })),
];
const stateOptions: readonly SelectOption[] = [
  { value: anything, label: "Any state" },
  ...callStates.map((value) => ({ value, label: stateLooks[value].label })),
];

interface TypedInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
  readonly isPageSearch?: boolean;
}

/** Text that takes effect when the typing rests. */
function TypedInput({ label, value, onChange, className, isPageSearch = false }: TypedInputProps) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setText(value);
  }
  useEffect(() => {
    if (text === known) return;
    const timer = setTimeout(() => {
      setKnown(text);
      onChange(text);
    }, typingMs);
    return () => {
      clearTimeout(timer);
    };
  }, [text, known, onChange]);
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      value={text}
      spellCheck={false}
      autoComplete="off"
      {...(isPageSearch && { "data-page-search": "" })}
      {...(className !== undefined && { className })}
      onText={setText}
    />
  );
}

interface CallFilterBarProps {
  readonly filter: CallFilter;
  readonly onChange: (filter: CallFilter) => void;
  readonly projects: readonly NamedRef[];
  /** More controls at the end. */
  readonly children?: ReactNode;
}

/** Narrows a list of calls. */
export function CallFilterBar({ filter, onChange, projects, children }: CallFilterBarProps) {
  const patch = (part: Partial<CallFilter>): void => {
    onChange({ ...filter, ...part });
  };
  const projectOptions = [
    { value: anything, label: "Any project" },
    ...projects.map((project) => ({ value: project.id, label: project.name })),
  ];
  return (
    <div role="search" aria-label="Filter calls" className="flex flex-wrap items-center gap-2 px-4 pb-3 md:px-6">
      <div className="relative min-w-0 basis-full sm:basis-60">
        <Search className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-3" aria-hidden="true" />
        <TypedInput
          label="Words, call or trace id"
          value={filter.q}
          isPageSearch
          className="pl-8"
          onChange={(q) => {
            patch({ q });
          }}
        />
      </div>
      <Select
        label="Outcome of policies"
        className="flex-1 sm:flex-none"
        options={outcomeOptions}
        value={filter.outcome ?? anything}
        onChange={(value) => {
          patch({ outcome: policyOutcomes.find((known) => known === value) ?? null });
        }}
      />
      <Select
        label="State"
        className="flex-1 sm:flex-none"
        options={stateOptions}
        value={filter.state ?? anything}
        onChange={(value) => {
          patch({ state: callStates.find((known) => known === value) ?? null });
        }}
      />
      {projects.length > 1 && (
        <Select
          label="Project"
          options={projectOptions}
          value={filter.project ?? anything}
          onChange={(value) => {
            patch({ project: value === anything ? null : value });
          }}
        />
      )}
      <div className="w-32 min-w-24 max-sm:flex-1">
        <TypedInput
          label="Model"
          value={filter.model}
          onChange={(model) => {
            patch({ model });
          }}
        />
      </div>
      {countFilters(filter) > 0 && (
        <Button
          variant="ghost"
          icon={<X className="size-3.5" aria-hidden="true" />}
          onClick={() => {
            onChange(noFilter);
          }}
        >
          Clear
        </Button>
      )}
      {children !== undefined && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </div>
  );
}
