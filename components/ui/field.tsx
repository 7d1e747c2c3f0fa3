"use client";

import { useId, type ReactNode } from "react";

interface ControlProps {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  /** Draws the control with the ids that tie it to its label, hint and error. */
  readonly children: (control: ControlProps) => ReactNode;
}

/** A control with its label, a hint, and what is wrong with it. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const hasError = error !== undefined && error !== null && error !== "";
  const hasNote = hasError || hint !== undefined;
  return (
    <div className="grid gap-1.5">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children({
        id,
        ...(hasNote && { "aria-describedby": `${id}-note` }),
        ...(hasError && { "aria-invalid": true as const }),
      })}
      {hasNote && (
        <p id={`${id}-note`} role={hasError ? "alert" : undefined} className="text-xs text-ink-3">
          {hasError ? <span className="text-removed-ink">{error}</span> : hint}
        </p>
      )}
    </div>
  );
}
