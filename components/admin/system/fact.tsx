import { joinClasses } from "@/components/ui/join-classes";

interface FactProps {
  readonly label: string;
  readonly value: string;
  /** Something that should not be. */
  readonly isBad?: boolean;
}

/** A line of a card: what, and how much. */
export function Fact({ label, value, isBad = false }: FactProps) {
  return (
    <div className="flex items-baseline justify-between gap-4 border-b py-1.5 last:border-b-0">
      <dt className="text-sm text-ink-2 text-pretty">{label}</dt>
      <dd
        className={joinClasses(
          "tabular text-sm whitespace-nowrap",
          isBad ? "font-medium text-warning-ink" : "text-ink",
        )}
      >
        {value}
      </dd>
    </div>
  );
}
