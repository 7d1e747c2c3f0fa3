import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes";

export const controlClasses = joinClasses(
  "h-8 w-full rounded-md border border-line-control bg-surface px-2.5 text-sm text-ink",
  "aria-invalid:border-removed disabled:opacity-50",
);

/** A line of text. Give it a label with `Field`. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={joinClasses(controlClasses, className)} />;
}
