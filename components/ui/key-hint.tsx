import { Kbd } from "./kbd";

interface KeyHintProps {
  /** Keys in order, for example `["g", "a"]`. */
  readonly keys: readonly string[];
  readonly label: string;
}

/** Keys with what they do. */
export function KeyHint({ keys, label }: KeyHintProps) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-ink-3">
      <span className="inline-flex gap-0.5">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </span>
      {label}
    </span>
  );
}
