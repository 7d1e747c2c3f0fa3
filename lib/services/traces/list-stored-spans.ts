import { spanKinds, type SpanEvent, type SpanLink, type TraceSpan } from "@/lib/core/contracts/trace";
import type { Db } from "@/lib/db/create-db";

/** A trace with more spans is answered in part. */
export const mostSpans = 20_000;

const statuses = ["unset", "ok", "error"] as const;

type SpanRow = Awaited<ReturnType<Db["span"]["findMany"]>>[number];

function toSpan(row: SpanRow): TraceSpan {
  const links = row.links as unknown as SpanLink[];
  const resource = row.resource as Record<string, unknown>;
  return {
    span_id: row.spanId,
    parent_span_id: row.parentSpanId,
    name: row.name,
    kind: spanKinds.find((kind) => kind === row.kind) ?? "internal",
    service: row.service,
    start_ns: row.startNs.toString(),
    end_ns: row.endNs.toString(),
    status: statuses.find((status) => status === row.status) ?? "unset",
    attributes: row.attributes as Record<string, unknown>,
    events: row.events as unknown as SpanEvent[],
    ...(links.length > 0 && { links }),
    ...(Object.keys(resource).length > 0 && { resource }),
    ...(row.statusMessage !== null && { status_message: row.statusMessage }),
  };
}

/** Spans that the project's applications sent for a trace, earliest first, at most one more than `mostSpans`. */
export async function listStoredSpans(db: Db, projectId: string | null, traceId: string): Promise<TraceSpan[]> {
  if (projectId === null) return [];
  const rows = await db.span.findMany({
    where: { projectId, traceId },
    orderBy: { startNs: "asc" },
    take: mostSpans + 1,
  });
  return rows.map(toSpan);
}
