import type { Page } from "@/lib/core/contracts/call";

interface Identified {
  readonly id: string;
}

/** A page of at most `limit`, from a query that asked for one row more. */
export function toPage<Row extends Identified>(rows: readonly Row[], limit: number): Page<Row> {
  const data = rows.slice(0, limit);
  return { data, next_cursor: rows.length > limit ? (data.at(-1)?.id ?? null) : null };
}
