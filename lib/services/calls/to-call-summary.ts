import {
  callStates,
  dialects,
  policyOutcomes,
  type CallSummary,
  type Cost,
  type NamedRef,
  type Usage,
} from "@/lib/core/contracts/call";
import { unknownUsage } from "@/lib/core/usage/read-usage";
import type { ConversationCallModel } from "@/lib/db/generated/models/ConversationCall";

/** The columns that a summary needs: all but the three that only the detail shows. */
export const summaryColumns = { timings: true, headers: true, metadata: true } as const;

export type SummaryRow = Omit<ConversationCallModel, keyof typeof summaryColumns>;

/** What was written by a newer version may have a word that this one does not know; a list must still open. */
function read<Word extends string>(words: readonly Word[], text: string, fallback: Word): Word {
  return words.find((word) => word === text) ?? fallback;
}

function toRef(id: string | null, name: string | null): NamedRef | null {
  return id === null ? null : { id, name: name ?? id };
}

function toCost({ costAmount, costCurrency, costSource, cost }: SummaryRow): Cost | null {
  if (costAmount === null || costCurrency === null) return null;
  return {
    ...(cost as Partial<Cost> | null),
    amount: costAmount.toFixed(),
    currency: costCurrency,
    source: costSource ?? "unknown",
  };
}

/** The provider's own words are for the detail only. */
function withoutRaw(usage: Usage): Usage {
  if (usage.raw === undefined) return usage;
  return Object.fromEntries(Object.entries(usage).filter(([key]) => key !== "raw")) as unknown as Usage;
}

/** A row as the management API, the pages and the live feed show it. The one place that maps columns to fields. */
export function toCallSummary(row: SummaryRow): CallSummary {
  return {
    id: row.callId,
    trace_id: row.traceId,
    revision: row.revision.toString(),
    state: read(callStates, row.state, "interrupted"),
    reason: row.reason,
    status: row.status,
    dialect: read(dialects, row.dialect, "openai"),
    endpoint: row.endpoint,
    method: row.method,
    path: row.path,
    is_streaming: row.isStreaming,
    model: row.model,
    model_answered: row.modelAnswered,
    provider: row.provider,
    project: toRef(row.projectId, row.projectName),
    token: toRef(row.tokenId, row.tokenName),
    session_id: row.sessionId,
    user_id: row.userId,
    agent: row.agent,
    task: row.task,
    tags: row.tags as Record<string, string>,
    usage: withoutRaw((row.usage as Usage | null) ?? unknownUsage),
    cost: toCost(row),
    started_at: row.startedAt.toISOString(),
    duration_ms: row.durationMs,
    first_byte_ms: row.firstByteMs,
    gateway_ms: row.gatewayMs,
    outcome: read(policyOutcomes, row.outcome, "skipped"),
    request_changes: row.requestChanges,
    response_changes: row.responseChanges,
    changed_by: row.changedBy,
    request_preview: row.requestPreview,
    response_preview: row.responsePreview,
  };
}
