import { buildCertificate } from "@/lib/core/certificate/build-certificate";
import type { CallDetail, Timings, Usage } from "@/lib/core/contracts/call";
import type { RecordedTimings } from "@/lib/core/contracts/call-record";
import { unknownUsage } from "@/lib/core/usage/read-usage";
import type { Db } from "@/lib/db/create-db";
import { readBodies } from "./read-bodies";
import { areBodiesRemoved, callNotFound, readBodyInfos, readSteps, requireCallId } from "./read-call-parts";
import { toCallSummary } from "./to-call-summary";

interface ExpiringRow {
  readonly bodiesRemovedAt: Date | null;
  readonly bodiesKeptDays: number | null;
}

function toRemoved(
  { bodiesRemovedAt: at, bodiesKeptDays: days }: ExpiringRow,
  areRemoved: boolean,
): Partial<CallDetail> {
  if (at === null || days === null) return areRemoved ? { bodies_removed: true } : {};
  return { bodies_removed: true, bodies_expired: { removed_at: at.toISOString(), kept_days: days } };
}

interface TimedRow {
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly durationMs: number | null;
  readonly timings: unknown;
}

function toTimings({ startedAt, endedAt, durationMs, timings }: TimedRow): Timings {
  const known = timings as Partial<RecordedTimings>;
  return {
    started_at: startedAt.toISOString(),
    ended_at: endedAt?.toISOString() ?? null,
    duration_ms: durationMs,
    authenticated_ms: known.authenticated ?? null,
    request_read_ms: known.request_read ?? null,
    upstream_start_ms: known.upstream_start ?? null,
    upstream_headers_ms: known.upstream_headers ?? null,
    upstream_first_byte_ms: known.upstream_first_byte ?? null,
    upstream_last_byte_ms: known.upstream_last_byte ?? null,
    client_first_byte_ms: known.client_first_byte ?? null,
    client_last_byte_ms: known.client_last_byte ?? null,
  };
}

function toHeaders(stored: unknown): CallDetail["headers"] {
  const known = stored as Partial<CallDetail["headers"]>;
  return {
    client_request: known.client_request ?? [],
    upstream_request: known.upstream_request ?? [],
    upstream_response: known.upstream_response ?? [],
    client_response: known.client_response ?? [],
  };
}

/**
 * Everything about one call but its raw bytes.
 * @throws AppError `not_found`
 */
export async function getCall(db: Db, id: string): Promise<CallDetail> {
  const callId = requireCallId(id);
  const row = await db.conversationCall.findUnique({ where: { callId } });
  if (row === null) throw callNotFound();
  const infos = readBodyInfos(db, callId, row.upstreamUrl !== null);
  const [content, steps, bodies, areRemoved] = await Promise.all([
    infos.then((found) => readBodies(db, callId, { infos: found, notes: row.recordNotes })),
    readSteps(db, callId),
    infos,
    areBodiesRemoved(db, row),
  ]);
  const detail: Omit<CallDetail, "certificate"> = {
    ...toCallSummary(row),
    usage: (row.usage as Usage | null) ?? unknownUsage,
    timings: toTimings(row),
    request: content.request,
    response: content.response,
    steps,
    bodies,
    ...toRemoved(row, areRemoved),
    headers: toHeaders(row.headers),
    upstream_id: row.upstreamId,
    upstream_url: row.upstreamUrl,
    upstream_request_id: row.upstreamRequestId,
    record_notes: row.recordNotes,
  };
  return { ...detail, certificate: buildCertificate(detail) };
}
