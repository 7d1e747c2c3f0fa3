import { CopyButton } from "@/components/ui/copy-button";

interface IdLineProps {
  readonly name: string;
  readonly value: string;
}

/** An id with its name, whole, to select or to copy. */
export function IdLine({ name, value }: IdLineProps) {
  return (
    <div className="flex min-w-0 items-center gap-1.5">
      <dt className="shrink-0 text-ink-3">{name}</dt>
      <dd className="flex min-w-0 items-center gap-0.5">
        <code className="truncate font-mono text-2xs text-ink-2 print:overflow-visible" title={value}>
          {value}
        </code>
        <span className="print:hidden">
          <CopyButton value={value} label={`Copy ${name.toLowerCase()}`} />
        </span>
      </dd>
    </div>
  );
}
