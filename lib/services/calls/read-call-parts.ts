import {
  bodySides,
  policyOutcomes,
  type BodyInfo,
  type BodySide,
  type PolicyStep,
  type RecordedEdit,
} from "@/lib/core/contracts/call";
import { AppError } from "@/lib/core/errors";
import { isUuid } from "@/lib/core/ids/is-uuid";
import type { Db } from "@/lib/db/create-db";
import type { CallBodyModel } from "@/lib/db/generated/models/CallBody";

/** @throws AppError `not_found` for what no call can be called */
export function requireCallId(id: string): string {
  if (!isUuid(id)) throw callNotFound();
  return id.toLowerCase();
}

export function callNotFound(): AppError {
  return new AppError("not_found", "There is no call with this id.");
}

/** What the policies did, in order. */
export async function readSteps(db: Db, callId: string): Promise<PolicyStep[]> {
  const rows = await db.callStep.findMany({ where: { callId }, orderBy: { position: "asc" } });
  return rows.map((row) => ({
    position: row.position,
    hook: row.hook === "request" ? "request" : "response",
    policy: row.policy,
    policy_id: row.policyId,
    name: row.name,
    version: row.version,
    outcome: policyOutcomes.find((known) => known === row.outcome) ?? "skipped",
    reason: row.reason,
    duration_ms: row.durationMs,
    start_ms: row.startMs,
    end_ms: row.endMs,
    edits: row.edits as unknown as RecordedEdit[],
  }));
}

/** A side that Diffract knows, or `null`. */
export function toSide(text: string | null): BodySide | null {
  return bodySides.find((side) => side === text) ?? null;
}

interface EndedRow {
  readonly callId: string;
  readonly state: string;
  readonly status: number | null;
}

/**
 * Whether the bodies of a call were removed after they had been recorded: the rows are gone, or the bytes in them. An answered
 * call that has ended always had at least one.
 */
export async function areBodiesRemoved(db: Db, { callId, state, status }: EndedRow): Promise<boolean> {
  if (state === "in_progress" || state === "interrupted") return false;
  const [found] = await db.$queryRaw<{ rows: number; kept: boolean; emptied: boolean }[]>`
    SELECT count(*)::int AS rows, coalesce(bool_or(bytes IS NOT NULL), false) AS kept,
      coalesce(bool_or(bytes IS NULL AND same_as IS NULL AND captured > 0), false) AS emptied
    FROM call_bodies WHERE call_id = ${callId}::uuid`;
  if (found === undefined) return false;
  return found.rows === 0 ? status !== null : found.emptied && !found.kept;
}

type BodyInfoRow = Omit<CallBodyModel, "bytes" | "marks">;

/** The row that holds the bytes: copies may be of copies. */
function findKept(rows: readonly BodyInfoRow[], row: BodyInfoRow): BodyInfoRow {
  const next = rows.find((one) => one.side === row.sameAs);
  if (next === undefined || next.sameAs === null) return next ?? row;
  return rows.find((one) => one.side === next.sameAs) ?? next;
}

/** No row of its own: what went over the wire was what policies had left. */
function addWireRequest(rows: BodyInfoRow[]): BodyInfoRow[] {
  const row = rows.find(({ side }) => side === "upstream_request");
  if (row === undefined || rows.some(({ side }) => side === "wire_request")) return rows;
  return [...rows, { ...row, side: "wire_request", sameAs: "upstream_request" }];
}

/**
 * What is known of each captured body, in the order in which they travelled.
 * @param wasSent whether a provider was asked
 */
export async function readBodyInfos(db: Db, callId: string, wasSent: boolean): Promise<BodyInfo[]> {
  const stored = await db.callBody.findMany({ where: { callId }, omit: { bytes: true, marks: true } });
  const rows = wasSent ? addWireRequest(stored) : stored;
  return bodySides.flatMap((side) => {
    const row = rows.find((one) => one.side === side);
    if (row === undefined) return [];
    // A side that equals another was not kept a second time: what is kept of it is that one's.
    const kept = findKept(rows, row);
    const [size, captured] = [Number(row.size), Number(kept.captured)];
    return {
      side,
      size,
      captured,
      sha256: row.sha256,
      is_truncated: captured < size,
      content_type: row.contentType ?? kept.contentType,
      same_as: toSide(row.sameAs),
    };
  });
}
