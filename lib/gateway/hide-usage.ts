import { createSseSplitter, type RawEvent } from "@/lib/core/sse/sse-splitter";
import { isUsageChunk } from "@/lib/core/usage/is-usage-chunk";
import type { StreamPolicies } from "./policy-host/create-stream-policies";

/** An event longer than this is not waited for: the stream then goes through as it comes. */
const maxEventBytes = 1024 * 1024;

/**
 * Takes the usage chunk out of a stream whose client did not ask for it, before policies see it. Every other event is
 * handed on as the bytes that came.
 */
export function hideUsage(policies: StreamPolicies): StreamPolicies {
  const splitter = createSseSplitter();
  let hasHidden = false;
  let hasGivenUp = false;
  let pendingBytes = 0;

  function handOn(events: readonly RawEvent[]): Uint8Array[] {
    const shown = events.filter(({ data }) => data === null || !isUsageChunk(data));
    if (shown.length < events.length) hasHidden = true;
    return policies.take(shown);
  }

  function push(chunk: Uint8Array): Uint8Array[] {
    if (hasGivenUp) return policies.push(chunk);
    const events = splitter.push(chunk);
    const left = events.reduce((size, { raw }) => size + raw.length, 0);
    pendingBytes += chunk.length - left;
    const out = handOn(events);
    if (pendingBytes <= maxEventBytes) return out;
    hasGivenUp = true;
    return [...out, ...splitter.end().flatMap(({ raw }) => policies.push(raw))];
  }

  return {
    push,
    take: handOn,
    end: (how) => [...(hasGivenUp ? [] : handOn(splitter.end())), ...policies.end(how)],
    isBusy: () => policies.isBusy(),
    resume: () => policies.resume(),
    steps: () => policies.steps(),
    isChanged: () => hasHidden || policies.isChanged(),
    block: () => policies.block(),
  };
}
