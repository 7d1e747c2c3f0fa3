import type { ReactNode } from "react";
import { Card } from "./card";

interface FigureCardProps {
  readonly label: string;
  readonly value: ReactNode;
  /** What the figure is made of, or of what it is a part. */
  readonly note?: ReactNode;
}

/** One figure with its name. */
export function FigureCard({ label, value, note }: FigureCardProps) {
  return (
    <Card className="grid content-start gap-0.5 px-4 py-3">
      <h2 className="text-xs text-ink-3">{label}</h2>
      <p className="tabular text-2xl font-semibold tracking-[-0.02em] text-ink">{value}</p>
      {note !== undefined && <div className="truncate text-xs text-ink-3">{note}</div>}
    </Card>
  );
}
