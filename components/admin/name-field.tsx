"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

interface NameFieldProps {
  readonly value: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly onChange: (name: string) => void;
}

/** Asks what something is called. */
export function NameField({ value, onChange, ...notes }: NameFieldProps) {
  return (
    <Field label="Name" {...notes}>
      {(control) => <Input {...control} required maxLength={100} autoComplete="off" value={value} onText={onChange} />}
    </Field>
  );
}
