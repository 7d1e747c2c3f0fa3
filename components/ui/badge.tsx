import type { ReactNode } from "react";
import { joinClasses } from "./join-classes";
import { softTone, type Tone } from "./tone";

interface BadgeProps {
  readonly tone?: Tone;
  readonly icon?: ReactNode;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A short word with a meaning. */
export function Badge({ tone = "neutral", icon, title, children }: BadgeProps) {
  return (
    <span
      title={title}
      className={joinClasses(
        "inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-2xs font-medium whitespace-nowrap",
        "ring-1 ring-inset [&_svg]:size-3 [&_svg]:shrink-0",
        softTone[tone],
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
