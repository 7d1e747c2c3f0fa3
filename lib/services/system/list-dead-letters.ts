import type { Page } from "@/lib/core/contracts/call";
import type { DeadLetterView } from "@/lib/core/contracts/system";
import { pageQuery, type PageQuery } from "../input";
import type { ServiceContext } from "../service-context";
import { toPage } from "../to-page";

export const deadLetterQuery = pageQuery;

interface DeadLetterRow {
  readonly id: string;
  readonly call_id: string | null;
  readonly reason: string;
  readonly size: number;
  readonly created_at: Date;
}

/** Records that the database refused, newest first. Their bytes are measured and not read. */
export async function listDeadLetters(
  { db }: Pick<ServiceContext, "db">,
  { limit, cursor = "ffffffff-ffff-ffff-ffff-ffffffffffff" }: PageQuery,
): Promise<Page<DeadLetterView>> {
  const rows = await db.$queryRaw<DeadLetterRow[]>`
    SELECT id, call_id, reason, octet_length(record) AS size, created_at FROM dead_letters
    WHERE id < ${cursor}::uuid ORDER BY id DESC LIMIT ${limit + 1}`;
  const views = rows.map((row) => ({ ...row, created_at: row.created_at.toISOString() }));
  return toPage(views, limit);
}
