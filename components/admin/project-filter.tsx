"use client";

import { Select } from "@/components/ui/select";
import type { NamedRef } from "@/lib/core/contracts/call";

const anything = "any";

interface ProjectFilterProps {
  readonly projects: readonly NamedRef[];
  readonly value: string | null;
  readonly onChange: (project: string | null) => void;
}

/** Narrows a list to one project; nothing where there is only one. */
export function ProjectFilter({ projects, value, onChange }: ProjectFilterProps) {
  if (projects.length < 2) return null;
  return (
    <Select
      label="Project"
      className="max-w-56"
      value={value ?? anything}
      onChange={(next) => {
        onChange(next === anything ? null : next);
      }}
      options={[
        { value: anything, label: "Any project" },
        ...projects.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}
