import { joinClasses } from "./join-classes";
import { solidTone, type Tone } from "./tone";

interface StatusDotProps {
  readonly tone: Tone;
  /** Breathes while something goes on. */
  readonly isActive?: boolean;
}

/** A dot that goes with a word; it says nothing to screen readers. */
export function StatusDot({ tone, isActive = false }: StatusDotProps) {
  return (
    <span
      aria-hidden="true"
      className={joinClasses(
        "inline-block size-2 shrink-0 rounded-full",
        solidTone[tone],
        isActive && "animate-breathe",
      )}
    />
  );
}
