import { z } from "zod";
import type { Cost, Usage } from "@/lib/core/contracts/call";
import type { PricedCall, ProjectPrices } from "@/lib/core/contracts/pricing";
import type { RepriceBatch, RepriceGroup, RepriceSum } from "@/lib/core/contracts/reprice";
import { readCustomPrices } from "@/lib/core/pricing/custom-price";
import { mergeGroups } from "@/lib/core/pricing/merge-groups";
import { isSpending } from "@/lib/core/usage/is-spending";
import { inTransaction } from "@/lib/db/in-transaction";
import { revisionLock } from "@/lib/db/revision-lock";
import { id, instant } from "../input";
import type { ServiceContext } from "../service-context";

const mostCalls = 1000;

export const repriceInput = z.strictObject({
  /** Calls that began then or later, and before `to`. */
  from: instant.optional(),
  to: instant.optional(),
  project_id: id.optional(),
  /** Says what would change, and changes nothing. */
  is_dry_run: z.boolean("true or false is needed").default(false),
  /** `next_after` of the batch before. */
  after: id.optional(),
  limit: z
    .int("a whole number is needed")
    .min(1)
    .max(mostCalls, `at most ${String(mostCalls)}`)
    .default(500),
});
export type RepriceInput = z.output<typeof repriceInput>;

interface StoredRow {
  readonly call_id: string;
  readonly project_id: string | null;
  readonly project_name: string | null;
  readonly provider: string | null;
  readonly upstream_url: string | null;
  readonly model: string | null;
  readonly model_answered: string | null;
  readonly method: string;
  readonly endpoint: string;
  readonly started_at: Date;
  readonly usage: Usage;
  readonly cost: Cost | null;
  readonly cost_amount: string | null;
  readonly cost_source: string | null;
  /** Told in a header, for example LiteLLM's. */
  readonly reported_cost: string | null;
  readonly requested_tier: string | null;
}

interface Repriced {
  readonly row: StoredRow;
  readonly cost: Cost | null;
  readonly isChanged: boolean;
}

/** By their ids, which grow with time, so that a batch can say where the next begins. */
const selectCalls = `
  SELECT call_id, project_id, project_name, provider, upstream_url, model, model_answered, method, endpoint, started_at,
    usage, cost, trim_scale(cost_amount)::text AS cost_amount, cost_source,
    (SELECT pair->>1 FROM jsonb_array_elements(
        CASE jsonb_typeof(headers->'upstream_response') WHEN 'array' THEN headers->'upstream_response' ELSE '[]' END
      ) AS pair WHERE lower(pair->>0) = 'x-litellm-response-cost' LIMIT 1) AS reported_cost,
    (SELECT payload->>'service_tier' FROM conversation_events AS event
      WHERE event.call_id = calls.call_id AND event_type = 'request' LIMIT 1) AS requested_tier
  FROM conversation_calls AS calls
  WHERE state <> 'in_progress' AND usage IS NOT NULL
    AND ($1::uuid IS NULL OR call_id > $1) AND ($2::timestamptz IS NULL OR started_at >= $2)
    AND ($3::timestamptz IS NULL OR started_at < $3) AND ($4::uuid IS NULL OR project_id = $4)
  ORDER BY call_id LIMIT $5`;

const updateCalls = `
  UPDATE conversation_calls AS calls SET cost_amount = fresh.amount, cost_currency = fresh.currency,
    cost_source = fresh.source, cost = fresh.cost, revision = nextval('call_revision')
  FROM jsonb_to_recordset($1::jsonb) AS fresh(call_id uuid, amount numeric, currency text, source text, cost jsonb)
  WHERE calls.call_id = fresh.call_id`;

function toPriced(row: StoredRow): PricedCall {
  return {
    project_id: row.project_id,
    provider: row.provider,
    upstream_url: row.upstream_url,
    model: row.model,
    model_answered: row.model_answered,
    requested_tier: row.requested_tier,
    started_at: row.started_at.getTime(),
    usage: row.usage,
    reported_cost: row.reported_cost,
  };
}

/** What two costs differ in, whatever the order in which `jsonb` keeps their keys. */
function describeCost(cost: Cost | null): string {
  if (cost === null) return "";
  const {
    amount,
    currency,
    source,
    is_estimated: isEstimated = false,
    price_name: name,
    price_version: version,
  } = cost;
  const items = (cost.items ?? []).map((one) => [one.item, one.quantity, one.price, one.per, one.amount]);
  return JSON.stringify([amount, currency, source, isEstimated, name ?? null, version ?? null, items]);
}

async function readPrices({ db }: ServiceContext): Promise<(projectId: string | null) => ProjectPrices> {
  const rows = await db.project.findMany({ select: { id: true, prices: true, pricesVersion: true } });
  const book = new Map(
    rows.map((row) => [row.id, { prices: readCustomPrices(row.prices), version: row.pricesVersion }]),
  );
  return (projectId) => book.get(projectId ?? "") ?? { prices: [], version: 0 };
}

function toSum(amount: string | null | undefined): RepriceSum {
  return { amount: amount ?? "0", unknown: amount == null ? 1 : 0 };
}

function toGroup({ row, cost, isChanged }: Repriced): RepriceGroup {
  return {
    project: row.project_name ?? "none",
    model: row.model_answered ?? row.model ?? "none",
    source_before: row.cost_source ?? "unknown",
    source_after: cost?.source ?? "unknown",
    calls: 1,
    changed: isChanged ? 1 : 0,
    before: toSum(row.cost_amount),
    after: toSum(cost?.amount),
  };
}

/** In one transaction, with new revisions, so that whoever follows calls sees the new cost. */
async function store({ pool }: ServiceContext, changed: readonly Repriced[]): Promise<void> {
  const fresh = changed.map(({ row, cost }) => ({
    call_id: row.call_id,
    amount: cost?.amount ?? null,
    currency: cost?.currency ?? null,
    source: cost?.source ?? null,
    cost,
  }));
  await inTransaction(pool, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [revisionLock]);
    await client.query(updateCalls, [JSON.stringify(fresh)]);
    await client.query("SELECT pg_notify('diffract_calls', (SELECT last_value FROM call_revision)::text)");
  });
}

/** Says anew what stored calls cost, with the prices that hold now, a batch at a time. Doing it twice changes nothing more. */
export async function repriceCalls(context: ServiceContext, input: RepriceInput): Promise<RepriceBatch> {
  const { after = null, from = null, to = null, project_id: projectId = null, limit } = input;
  const findPrices = await readPrices(context);
  const { rows } = await context.pool.query<StoredRow>(selectCalls, [after, from, to, projectId, limit]);
  const repriced = rows.flatMap((row): Repriced[] => {
    if (!isSpending(row)) return [];
    const cost = context.pricer.price(toPriced(row), findPrices(row.project_id));
    if (cost === null && row.cost_amount === null) return [];
    return [{ row, cost, isChanged: describeCost(cost) !== describeCost(row.cost) }];
  });
  const changed = repriced.filter(({ isChanged }) => isChanged);
  if (!input.is_dry_run && changed.length > 0) await store(context, changed);
  return {
    examined: rows.length,
    changed: changed.length,
    is_dry_run: input.is_dry_run,
    groups: mergeGroups(repriced.map(toGroup)),
    next_after: rows.length < limit ? null : (rows.at(-1)?.call_id ?? null),
  };
}
