import type { CallSummary } from "@/lib/core/contracts/call";

/** Calls kept in memory; older ones are on `/calls`. */
export const feedLimit = 1_000;

/** The live list: what is shown, newest first, and what waits while it is paused. */
export interface Feed {
  readonly rows: readonly CallSummary[];
  readonly waiting: ReadonlyMap<string, CallSummary>;
  readonly isPaused: boolean;
  /** Ids of calls that came live, so that only those are pointed out as new. */
  readonly arrived: ReadonlySet<string>;
}

export type FeedEvent =
  | { readonly kind: "loaded"; readonly calls: readonly CallSummary[] }
  | { readonly kind: "arrived"; readonly calls: readonly CallSummary[] }
  | { readonly kind: "paused" }
  | { readonly kind: "resumed" };

/** A feed with the calls that the server sent along with the page. */
export function startFeed(calls: readonly CallSummary[]): Feed {
  return { rows: order(calls), waiting: new Map(), isPaused: false, arrived: new Set() };
}

function order(calls: readonly CallSummary[]): readonly CallSummary[] {
  return calls.toSorted((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)).slice(0, feedLimit);
}

function isNewer(call: CallSummary, than: CallSummary): boolean {
  return BigInt(call.revision) > BigInt(than.revision);
}

/** Keeps the newest revision of each call. */
function merge(known: Iterable<CallSummary>, calls: readonly CallSummary[]): Map<string, CallSummary> {
  const byId = new Map<string, CallSummary>();
  for (const call of known) byId.set(call.id, call);
  for (const call of calls) {
    const before = byId.get(call.id);
    if (!before || isNewer(call, before)) byId.set(call.id, call);
  }
  return byId;
}

function trim(waiting: Map<string, CallSummary>): Map<string, CallSummary> {
  for (const id of waiting.keys()) {
    if (waiting.size <= feedLimit) break;
    waiting.delete(id);
  }
  return waiting;
}

/** While paused, rows still change their state in place, but none moves. */
function applyPaused(feed: Feed, calls: readonly CallSummary[]): Feed {
  const shown = new Set(feed.rows.map((row) => row.id));
  const updates = merge(
    feed.rows,
    calls.filter((call) => shown.has(call.id)),
  );
  const waiting = trim(
    merge(
      feed.waiting.values(),
      calls.filter((call) => !shown.has(call.id)),
    ),
  );
  return { ...feed, rows: feed.rows.map((row) => updates.get(row.id) ?? row), waiting };
}

/** The feed after an event; pure. */
export function reduceFeed(feed: Feed, event: FeedEvent): Feed {
  switch (event.kind) {
    case "loaded":
      return { ...feed, rows: order([...merge(feed.rows, event.calls).values()]) };
    case "arrived": {
      if (feed.isPaused) return applyPaused(feed, event.calls);
      const rows = order([...merge(feed.rows, event.calls).values()]);
      const kept = new Set(rows.slice(0, 100).map((row) => row.id));
      const shown = new Set(feed.rows.map((row) => row.id));
      const fresh = event.calls.filter((call) => !shown.has(call.id)).map((call) => call.id);
      return { ...feed, rows, arrived: new Set([...feed.arrived, ...fresh].filter((id) => kept.has(id))) };
    }
    case "paused":
      return { ...feed, isPaused: true };
    case "resumed": {
      const waiting = [...feed.waiting.values()];
      return reduceFeed({ ...feed, isPaused: false, waiting: new Map() }, { kind: "arrived", calls: waiting });
    }
  }
}
