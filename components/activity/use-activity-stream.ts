"use client";

import { useEffect, useEffectEvent, useState } from "react";
import type { CallSummary } from "@/lib/core/contracts/call";

/** `blind`: connected, but nobody can read what is new. */
export type Connection = "connecting" | "live" | "reconnecting" | "stale" | "blind";

/** The first call after a pause is drawn at once; those that come within this time after it are drawn together. */
const batchMs = 60;
/** With more than this in one batch nobody can read along: drawing less often keeps scrolling and typing smooth. */
const busyBatch = 20;
const busyBatchMs = 300;
const staleAfterMs = 10_000;
const retryMs = [1_000, 2_000, 5_000, 10_000];

function pauseAfter(drawn: number): number {
  return drawn > busyBatch ? busyBatchMs : batchMs;
}

type Listener = (event: MessageEvent<string>) => void;

function openSource(after: string, listeners: Readonly<Record<"calls" | "reset" | "database", Listener>>): EventSource {
  const source = new EventSource(`/api/v1/activity/stream?together=1&after=${encodeURIComponent(after)}`);
  for (const [name, listener] of Object.entries(listeners)) source.addEventListener(name, listener);
  return source;
}

/** The stream goes on while the database is away, but brings nothing. */
function hearOfDatabase(tell: (connection: Connection) => void): Listener {
  return ({ data }) => {
    tell((JSON.parse(data) as { readonly is_up: boolean }).is_up ? "live" : "blind");
  };
}

interface ActivityStreamOptions {
  /** Highest revision that the page already knows; the stream goes on after it. */
  readonly after: string;
  readonly onCalls: (calls: readonly CallSummary[]) => void;
  /** Too much was missed to be sent: what is shown must be read again. */
  readonly onReset: () => void;
}

/**
 * Follows `/api/v1/activity/stream`. The browser reconnects by itself after a break, with `Last-Event-ID`; only when the
 * server refuses does it give up, and then this tries again, with pauses that grow.
 */
export function useActivityStream({ after, onCalls, onReset }: ActivityStreamOptions): Connection {
  const [connection, setConnection] = useState<Connection>("connecting");
  const [start] = useState(after);
  const deliver = useEffectEvent(onCalls);
  const startAnew = useEffectEvent(onReset);
  useEffect(() => {
    let source: EventSource | null = null;
    let last = start;
    let failures = 0;
    let batch: CallSummary[] = [];
    const timers: Record<string, ReturnType<typeof setTimeout> | undefined> = {};
    const clear = (name: "batch" | "stale" | "retry"): void => {
      clearTimeout(timers[name]);
      timers[name] = undefined;
    };
    const flush = (): void => {
      const calls = batch;
      batch = [];
      timers["batch"] = calls.length > 0 ? setTimeout(flush, pauseAfter(calls.length)) : undefined;
      if (calls.length > 0) deliver(calls);
    };
    const receive = (event: MessageEvent<string>): void => {
      last = event.lastEventId;
      batch = batch.concat(JSON.parse(event.data) as CallSummary[]);
      if (timers["batch"] === undefined) flush();
    };
    const reset = (event: MessageEvent<string>): void => {
      last = event.lastEventId;
      batch = [];
      startAnew();
    };
    const open = (): void => {
      source = openSource(last, { calls: receive, reset, database: hearOfDatabase(setConnection) });
      source.onopen = () => {
        failures = 0;
        clear("stale");
        setConnection("live");
      };
      source.onerror = () => {
        setConnection((current) => (current === "stale" ? "stale" : "reconnecting"));
        timers.stale ??= setTimeout(() => {
          setConnection("stale");
        }, staleAfterMs);
        if (source?.readyState !== EventSource.CLOSED) return;
        clear("retry");
        timers.retry = setTimeout(open, retryMs[Math.min(failures++, retryMs.length - 1)]);
      };
    };
    open();
    return () => {
      source?.close();
      clear("batch");
      clear("stale");
      clear("retry");
    };
  }, [start]);
  return connection;
}
