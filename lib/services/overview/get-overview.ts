import { callStates, policyOutcomes } from "@/lib/core/contracts/call";
import type {
  Overview,
  OverviewBucket,
  OverviewCost,
  OverviewPolicy,
  OverviewWindow,
  Percentiles,
} from "@/lib/core/contracts/overview";
import { addDecimals, formatDecimal, parseDecimal } from "@/lib/core/money/decimal";
import { paidEndpoints, unpaidStates } from "@/lib/core/usage/may-cost";
import type { Db } from "@/lib/db/create-db";

const windows: Readonly<Record<OverviewWindow, { readonly bucketMs: number; readonly count: number }>> = {
  "1h": { bucketMs: 60_000, count: 60 },
  "24h": { bucketMs: 1_800_000, count: 48 },
};
const policyLimit = 8;

interface Span {
  readonly from: Date;
  readonly to: Date;
  readonly bucketMs: number;
  readonly count: number;
}

interface TotalsRow {
  readonly state: string;
  readonly outcome: string;
  readonly calls: number;
}

interface CostRow {
  readonly slot: number;
  readonly cost: string | null;
  readonly estimated: string | null;
  readonly unknown: number;
}

interface FiguresRow {
  readonly gateway: readonly number[] | null;
  readonly first_byte: readonly number[] | null;
  readonly input: number | null;
  readonly output: number | null;
}

/** Slices lie on the clock's own grid, so that a reload does not move calls between them; the last one is under way. */
function findSpan(window: OverviewWindow, nowMs: number): Span {
  const { bucketMs, count } = windows[window];
  const toMs = (Math.floor(nowMs / bucketMs) + 1) * bucketMs;
  return { from: new Date(toMs - count * bucketMs), to: new Date(toMs), bucketMs, count };
}

function readTotals(db: Db, { from, to }: Span): Promise<readonly TotalsRow[]> {
  return db.$queryRaw<TotalsRow[]>`
    SELECT state, outcome, count(*)::int AS calls FROM conversation_calls
    WHERE started_at >= ${from} AND started_at < ${to} GROUP BY state, outcome`;
}

function readFigures(db: Db, { from, to }: Span): Promise<readonly FiguresRow[]> {
  return db.$queryRaw<FiguresRow[]>`
    SELECT percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY gateway_ms) AS gateway,
      percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY first_byte_ms) AS first_byte,
      sum(input_tokens)::float8 AS input, sum(output_tokens)::float8 AS output
    FROM conversation_calls WHERE started_at >= ${from} AND started_at < ${to}`;
}

/** Other currencies than dollars, which no provider reports so far, count as unknown. */
function readCosts(db: Db, { from, to, bucketMs }: Span): Promise<readonly CostRow[]> {
  return db.$queryRaw<CostRow[]>`
    SELECT floor(extract(epoch FROM started_at - ${from}::timestamptz) * 1000 / ${bucketMs}::int)::int AS slot,
      sum(cost_amount) FILTER (WHERE cost_currency = 'USD')::text AS cost,
      sum(cost_amount) FILTER (WHERE cost_currency = 'USD' AND cost->>'is_estimated' = 'true')::text AS estimated,
      count(*) FILTER (WHERE cost_currency IS DISTINCT FROM 'USD' AND method = 'POST' AND coalesce(status, 200) < 400
        AND endpoint = ANY(${[...paidEndpoints]}::text[]) AND state <> ALL(${[...unpaidStates]}::text[]))::int AS unknown
    FROM conversation_calls WHERE started_at >= ${from} AND started_at < ${to} GROUP BY slot`;
}

/** `null` where no slice has any. */
function sumMoney(amounts: readonly (string | null)[]): string | null {
  const known = amounts.flatMap((amount) => parseDecimal(amount ?? "") ?? []);
  const [first, ...rest] = known;
  return first === undefined ? null : formatDecimal(rest.reduce(addDecimals, first));
}

function toCost(rows: readonly CostRow[]): OverviewCost {
  return {
    amount: sumMoney(rows.map(({ cost }) => cost)),
    estimated: sumMoney(rows.map(({ estimated }) => estimated)),
    unknown: rows.reduce((sum, { unknown }) => sum + unknown, 0),
  };
}

type SlotCounts = Pick<OverviewBucket, "unchanged" | "changed" | "blocked" | "failed"> & { readonly slot: number };

function toBuckets(
  { from, bucketMs, count }: Span,
  slots: readonly SlotCounts[],
  costs: readonly CostRow[],
): OverviewBucket[] {
  const counts = new Map(slots.map((row) => [row.slot, row]));
  const money = new Map(costs.map((row) => [row.slot, row]));
  return Array.from({ length: count }, (_, slot) => {
    const { unchanged = 0, changed = 0, blocked = 0, failed = 0 } = counts.get(slot) ?? {};
    const { cost = null, unknown = 0 } = money.get(slot) ?? {};
    const at = new Date(from.getTime() + slot * bucketMs).toISOString();
    return { at, unchanged, changed, blocked, failed, cost: Number(cost ?? 0), cost_unknown: unknown };
  });
}

function readBuckets(db: Db, { from, to, bucketMs }: Span): Promise<readonly SlotCounts[]> {
  return db.$queryRaw`
    SELECT slot, count(*) FILTER (WHERE kind = 'unchanged')::int AS unchanged, count(*) FILTER (WHERE kind = 'changed')::int AS changed,
      count(*) FILTER (WHERE kind = 'blocked')::int AS blocked, count(*) FILTER (WHERE kind = 'failed')::int AS failed
    FROM (
      SELECT floor(extract(epoch FROM started_at - ${from}::timestamptz) * 1000 / ${bucketMs}::int)::int AS slot,
        CASE WHEN state = 'blocked' OR outcome = 'blocked' THEN 'blocked'
          WHEN state NOT IN ('completed', 'in_progress') OR outcome IN ('failed-open', 'failed-closed') THEN 'failed'
          WHEN outcome = 'changed' THEN 'changed' ELSE 'unchanged' END AS kind
      FROM conversation_calls WHERE started_at >= ${from} AND started_at < ${to}
    ) AS calls GROUP BY slot`;
}

function readPolicies(db: Db, { from, to }: Span): Promise<readonly OverviewPolicy[]> {
  return db.$queryRaw<OverviewPolicy[]>`
    SELECT s.policy_id::text AS policy_id, max(s.name) AS name, count(DISTINCT s.call_id)::int AS ran,
      count(DISTINCT s.call_id) FILTER (WHERE s.outcome = 'changed')::int AS changed,
      count(DISTINCT s.call_id) FILTER (WHERE s.outcome = 'blocked')::int AS blocked,
      count(DISTINCT s.call_id) FILTER (WHERE s.outcome IN ('failed-open', 'failed-closed'))::int AS failed
    FROM call_steps s JOIN conversation_calls c ON c.call_id = s.call_id
    WHERE c.started_at >= ${from} AND c.started_at < ${to} AND s.outcome <> 'skipped'
    GROUP BY s.policy_id ORDER BY changed DESC, blocked DESC, ran DESC, name LIMIT ${policyLimit}`;
}

function sumBy(rows: readonly TotalsRow[], column: "state" | "outcome", value: string): number {
  return rows.reduce((sum, row) => (row[column] === value ? sum + row.calls : sum), 0);
}

function countBy<Value extends string>(
  rows: readonly TotalsRow[],
  column: "state" | "outcome",
  values: readonly Value[],
): Partial<Record<Value, number>> {
  const counts: Partial<Record<Value, number>> = {};
  for (const value of values) {
    const sum = sumBy(rows, column, value);
    if (sum > 0) counts[value] = sum;
  }
  return counts;
}

function toPercentiles(values: readonly number[] | null | undefined): Percentiles | null {
  const [p50, p95] = values ?? [];
  return p50 === undefined || p95 === undefined ? null : { p50, p95 };
}

/**
 * Figures of the calls that began in the last hour or day.
 * @param nowMs epoch milliseconds
 */
export async function getOverview(db: Db, window: OverviewWindow, nowMs: number): Promise<Overview> {
  const span = findSpan(window, nowMs);
  const [totals, figures, slots, costs, policies, first] = await Promise.all([
    readTotals(db, span),
    readFigures(db, span),
    readBuckets(db, span),
    readCosts(db, span),
    readPolicies(db, span),
    db.conversationCall.findFirst({ select: { callId: true } }),
  ]);
  return {
    window,
    total: totals.reduce((sum, row) => sum + row.calls, 0),
    states: countBy(totals, "state", callStates),
    outcomes: countBy(totals, "outcome", policyOutcomes),
    gateway_ms: toPercentiles(figures[0]?.gateway),
    first_byte_ms: toPercentiles(figures[0]?.first_byte),
    tokens: { input: figures[0]?.input ?? null, output: figures[0]?.output ?? null },
    cost: toCost(costs),
    buckets: toBuckets(span, slots, costs),
    policies,
    has_calls: first !== null,
  };
}
