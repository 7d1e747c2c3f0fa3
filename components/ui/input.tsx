import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes";

export const controlClasses = joinClasses(
  "h-8 w-full rounded-md border border-line-control bg-surface px-2.5 text-sm text-ink",
  "aria-invalid:border-removed disabled:opacity-50",
);

interface InputProps extends ComponentProps<"input"> {
  /** What the field says after each change. */
  readonly onText?: (text: string) => void;
}

/** A line of text. Give it a label with `Field`. */
export function Input({ className, onText, ...rest }: InputProps) {
  return (
    <input
      {...(onText && {
        onChange: (event) => {
          onText(event.target.value);
        },
      })}
      {...rest}
      className={joinClasses(controlClasses, className)}
    />
  );
}
