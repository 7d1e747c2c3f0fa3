import type { SpanExportSettings, SpanExportStatus } from "@/lib/core/contracts/span-export";
import type { Db } from "@/lib/db/create-db";
import type { ServiceContext } from "../service-context";

const mostPending = 10_000;

type Account = NonNullable<Awaited<ReturnType<Db["spanExport"]["findUnique"]>>>;

/** Before anything was exported. */
const noAccount: Account = {
  id: 1,
  position: -1n,
  sentCalls: 0n,
  sentSpans: 0n,
  unsampledCalls: 0n,
  rejectedSpans: 0n,
  droppedCalls: 0n,
  requests: 0n,
  retries: 0n,
  lastSuccessAt: null,
  lastErrorAt: null,
  lastError: null,
  failingSince: null,
};

async function findPending(db: Db, account: Account) {
  if (account === noAccount) return { count: 0, oldest: null };
  const where = { revision: { gt: account.position }, state: { not: "in_progress" } };
  const [count, oldest] = await Promise.all([
    db.conversationCall.count({ where, take: mostPending }),
    db.conversationCall.findFirst({ where, orderBy: { revision: "asc" }, select: { storedAt: true } }),
  ]);
  return { count, oldest: oldest?.storedAt ?? null };
}

/** A refusal counts as failing too, although nothing waits because of it. */
function judge(account: Account): SpanExportStatus["health"] {
  const { failingSince, lastErrorAt, lastSuccessAt } = account;
  const isRefused = lastErrorAt !== null && lastErrorAt.getTime() > (lastSuccessAt?.getTime() ?? 0);
  if (failingSince !== null || isRefused) return "failing";
  return lastSuccessAt === null ? "idle" : "working";
}

function describeSettings({ endpoint, protocol, compression, warnings, disabledBecause }: SpanExportSettings) {
  const enabled = disabledBecause === null;
  return {
    enabled,
    disabled_because: disabledBecause,
    endpoint,
    protocol: enabled ? protocol : null,
    compression: enabled ? compression : null,
    warnings: enabled ? warnings : [],
  };
}

function toTime(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}

/** How the export of spans is doing, over all processes. */
export async function getTraceExport({
  db,
  spanExport,
}: Pick<ServiceContext, "db" | "spanExport">): Promise<SpanExportStatus> {
  const account = (await db.spanExport.findUnique({ where: { id: 1 } })) ?? noAccount;
  const settings = describeSettings(spanExport);
  const pending = settings.enabled ? await findPending(db, account) : { count: 0, oldest: null };
  return {
    ...settings,
    health: settings.enabled ? judge(account) : "off",
    sent_calls: Number(account.sentCalls),
    sent_spans: Number(account.sentSpans),
    unsampled_calls: Number(account.unsampledCalls),
    rejected_spans: Number(account.rejectedSpans),
    dropped_calls: Number(account.droppedCalls),
    requests: Number(account.requests),
    retries: Number(account.retries),
    pending_calls: pending.count,
    pending_calls_at_most: mostPending,
    oldest_pending_at: toTime(pending.oldest),
    last_success_at: toTime(account.lastSuccessAt),
    last_error_at: toTime(account.lastErrorAt),
    last_error: account.lastError,
    failing_since: toTime(account.failingSince),
  };
}
