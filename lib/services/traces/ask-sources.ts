import { setTimeout as delay } from "node:timers/promises";
import type { SourceAnswer, SpanSource, TraceQuestion } from "@/lib/core/contracts/span-source";
import type { TraceSource } from "@/lib/core/contracts/trace";

export interface AskedSource {
  readonly source: SpanSource;
  readonly answer: SourceAnswer;
}

/** A page that waits longer looks broken. */
const usualPatienceMs = 2_500;
/** A source that was told how long it may take says itself that it took too long, and in better words. */
const graceMs = 500;
const names: Readonly<Record<TraceSource, string>> = {
  tempo: "Tempo",
  grafana: "Grafana",
  embedded: "The database",
  timings: "The record",
};

function findPatience({ patienceMs }: TraceQuestion): number {
  return patienceMs === undefined ? usualPatienceMs : patienceMs + graceMs;
}

async function askOne(source: SpanSource, question: TraceQuestion): Promise<AskedSource> {
  const timer = new AbortController();
  const tooLate = delay(findPatience(question), null, { signal: timer.signal }).catch(() => null);
  try {
    const answer = await Promise.race([source.find(question), tooLate]);
    const late = { status: "unavailable", spans: [], message: `${names[source.id]} did not answer in time.` } as const;
    return { source, answer: answer ?? late };
  } finally {
    timer.abort();
  }
}

/** Asks every source at the same time, and waits for none for long. In the order of the sources. */
export function askSources(sources: readonly SpanSource[], question: TraceQuestion): Promise<AskedSource[]> {
  return Promise.all(sources.map((source) => askOne(source, question)));
}
