import type { CallSummary } from "@/lib/core/contracts/call";

/** Calls kept in memory; older ones are on `/calls`. */
export const feedLimit = 1_000;
/** Most calls that come at once and are pointed out as new. */
const pointedOut = 12;

/** The live list: what is shown, newest first, and what waits while it is paused. */
export interface Feed {
  readonly rows: readonly CallSummary[];
  readonly waiting: ReadonlyMap<string, CallSummary>;
  /** Whether more waited than are kept, so that what waits is only the newest of them. */
  readonly hasOverflowed: boolean;
  readonly isPaused: boolean;
  /** Ids of calls that came live, so that only those are pointed out as new. */
  readonly arrived: ReadonlySet<string>;
}

export type FeedEvent =
  | { readonly kind: "loaded"; readonly calls: readonly CallSummary[] }
  | { readonly kind: "arrived"; readonly calls: readonly CallSummary[] }
  /** Too much was missed: nothing that is shown or waits is known to be complete. */
  | { readonly kind: "reset" }
  | { readonly kind: "paused" }
  | { readonly kind: "resumed" };

/** A feed with the calls that the server sent along with the page. */
export function startFeed(calls: readonly CallSummary[]): Feed {
  return { rows: order(calls), waiting: new Map(), hasOverflowed: false, isPaused: false, arrived: new Set() };
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
  const all = merge(
    feed.waiting.values(),
    calls.filter((call) => !shown.has(call.id)),
  );
  const hasOverflowed = feed.hasOverflowed || all.size > feedLimit;
  return { ...feed, rows: feed.rows.map((row) => updates.get(row.id) ?? row), waiting: trim(all), hasOverflowed };
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
      // Where everything is new, pointing it out says nothing, and fading every row costs each frame a repaint of the page.
      if (fresh.length > pointedOut) return { ...feed, rows, arrived: new Set() };
      return { ...feed, rows, arrived: new Set([...feed.arrived, ...fresh].filter((id) => kept.has(id))) };
    }
    case "reset":
      return { ...startFeed([]), isPaused: feed.isPaused };
    case "paused":
      return { ...feed, isPaused: true };
    case "resumed": {
      const waiting = [...feed.waiting.values()];
      return reduceFeed(
        { ...feed, isPaused: false, waiting: new Map(), hasOverflowed: false },
        { kind: "arrived", calls: waiting },
      );
    }
  }
}
