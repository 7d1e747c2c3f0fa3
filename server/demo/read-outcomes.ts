import { setTimeout as sleep } from "node:timers/promises";
import type { CallSummary, Page, PolicyOutcome } from "@/lib/core/contracts/call";
import type { Request } from "./prepare-demo";
import type { DemoResult } from "./send-demo-call";

const patienceMs = 10_000;
const pauseMs = 200;

/**
 * What policies did on each call, from the record: the headers of a stream leave before its answer was read.
 * @returns by call id; calls that are not stored within ten seconds are left out
 */
export async function readOutcomes(
  request: Request,
  results: readonly DemoResult[],
): Promise<ReadonlyMap<string, PolicyOutcome>> {
  const wanted = results.flatMap(({ callId }) => callId ?? []);
  const until = performance.now() + patienceMs;
  for (;;) {
    const { data } = (await request("/calls?limit=100")) as Page<CallSummary>;
    const ended = data.filter(({ state }) => state !== "in_progress");
    const outcomes = new Map(ended.map(({ id, outcome }) => [id, outcome]));
    if (wanted.every((id) => outcomes.has(id)) || performance.now() > until) return outcomes;
    await sleep(pauseMs);
  }
}
