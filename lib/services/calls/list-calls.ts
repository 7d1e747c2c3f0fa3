import type { CallSummary, Page } from "@/lib/core/contracts/call";
import { AppError } from "@/lib/core/errors";
import { isUuid } from "@/lib/core/ids/is-uuid";
import type { Db } from "@/lib/db/create-db";
import type { ConversationCallWhereInput } from "@/lib/db/generated/models/ConversationCall";
import type { CallQuery } from "./call-query";
import { summaryColumns, toCallSummary } from "./to-call-summary";

interface Position {
  readonly startedAt: Date;
  readonly callId: string;
}

function writeCursor({ startedAt, callId }: Position): string {
  return Buffer.from(`${String(startedAt.getTime())} ${callId}`).toString("base64url");
}

function readCursor(cursor: string): Position {
  const [time = "", callId = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  const startedAt = new Date(/^\d{1,15}$/.test(time) ? Number(time) : Number.NaN);
  if (Number.isNaN(startedAt.getTime()) || !isUuid(callId)) {
    throw new AppError("invalid_request", "The cursor is not one of this list.");
  }
  return { startedAt, callId };
}

/** Started before, or in the same millisecond with a smaller id. The first line is for the index. */
function isAfter({ startedAt, callId }: Position): ConversationCallWhereInput {
  return { startedAt: { lte: startedAt }, OR: [{ startedAt: { lt: startedAt } }, { callId: { lt: callId } }] };
}

/** Prisma passes `contains` on as a pattern. */
function contains(text: string) {
  return { contains: text.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } as const;
}

function matchesWords(text: string): ConversationCallWhereInput {
  const words = text.trim();
  if (words === "") return {};
  if (isUuid(words)) return { OR: [{ callId: words }, { sessionId: words }] };
  if (/^[0-9a-f]{32}$/.test(words)) return { traceId: words };
  const pattern = contains(words);
  return {
    OR: [
      { requestPreview: pattern },
      { responsePreview: pattern },
      { model: pattern },
      { sessionId: { equals: words.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" } },
    ],
  };
}

type Filter = Omit<CallQuery, "limit" | "cursor">;

function toWhere({ state, outcome, project_id, token_id, endpoint, model, q, from, to }: Filter) {
  return {
    ...(state !== undefined && { state }),
    ...(outcome !== undefined && { outcome }),
    ...(project_id !== undefined && { projectId: project_id }),
    ...(token_id !== undefined && { tokenId: token_id }),
    ...(endpoint !== undefined && { endpoint }),
    ...(model !== undefined && model !== "" && { model: contains(model) }),
    startedAt: { ...(from !== undefined && { gte: new Date(from) }), ...(to !== undefined && { lt: new Date(to) }) },
    AND: q === undefined ? [] : [matchesWords(q)],
  } satisfies ConversationCallWhereInput;
}

/**
 * Recorded calls, newest first.
 * @throws AppError `invalid_request` for a cursor of another list
 */
export async function listCalls(db: Db, { limit, cursor, ...filter }: CallQuery): Promise<Page<CallSummary>> {
  const where = toWhere(filter);
  if (cursor !== undefined) where.AND.push(isAfter(readCursor(cursor)));
  const rows = await db.conversationCall.findMany({
    where,
    omit: summaryColumns,
    orderBy: [{ startedAt: "desc" }, { callId: "desc" }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data: page.map(toCallSummary), next_cursor: hasMore ? writeCursor(last) : null };
}

/** Calls that were stored or changed after a revision, in the order of their revisions. */
export async function listCallsAfter(db: Db, revision: bigint, limit: number): Promise<readonly CallSummary[]> {
  const rows = await db.conversationCall.findMany({
    where: { revision: { gt: revision } },
    omit: summaryColumns,
    orderBy: { revision: "asc" },
    take: limit,
  });
  return rows.map(toCallSummary);
}

/** The highest revision that is stored; 0 when nothing is. */
export async function getLatestRevision(db: Db): Promise<bigint> {
  const row = await db.conversationCall.findFirst({ select: { revision: true }, orderBy: { revision: "desc" } });
  return row?.revision ?? 0n;
}
