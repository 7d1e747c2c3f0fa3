import type { RecordedTimings, StoredTimings } from "@/lib/core/contracts/call-record";
import type { DialectAdapter } from "@/lib/core/dialects/dialect-adapter";
import { findFirstToken } from "@/lib/core/stream-lanes/find-first-token";
import type { CallFacts, CapturedBytes } from "./call-rows";
import { isEventStream } from "./fill-attributes";

interface TimedCall {
  readonly facts: CallFacts;
  readonly bytes: CapturedBytes;
  readonly adapter: DialectAdapter | null;
}

interface Times {
  readonly ended_at: number | null;
  readonly duration_ms: number | null;
  readonly first_byte_ms: number | null;
  readonly gateway_ms: number | null;
  readonly timings: object;
}

/** What the gateway measured, and when the first token came: the gateway does not read what passes. */
function addFirstToken({ facts, bytes, adapter }: TimedCall, timings: RecordedTimings): StoredTimings {
  const body = facts.bodies.find(({ side }) => side === "upstream_response");
  const own = bytes.upstream_response;
  const isReadable = isEventStream(body?.content_type ?? null) && body?.content_encoding == null;
  if (adapter === null || own === undefined || !isReadable) return timings;
  const firstToken = findFirstToken(own, body?.marks ?? [], adapter);
  if (firstToken === null) return timings;
  // Times of chunks are rounded, and no token comes before its byte.
  return { ...timings, upstream_first_token: Math.max(firstToken, timings.upstream_first_byte ?? 0) };
}

/** When things happened, as the columns of a call's row have it. */
export function readTimes(assembly: TimedCall): Times {
  const { started_at, timings } = assembly.facts;
  if (timings === null) {
    return { ended_at: null, duration_ms: null, first_byte_ms: null, gateway_ms: null, timings: {} };
  }
  return {
    ended_at: started_at + timings.ended,
    duration_ms: timings.ended,
    first_byte_ms: timings.client_first_byte ?? null,
    gateway_ms: timings.upstream_start ?? null,
    timings: addFirstToken(assembly, timings),
  };
}
