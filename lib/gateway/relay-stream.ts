import type { RawUpstreamResponse } from "./gateway-types";
import { createStreamPolicies } from "./policy-host/create-stream-policies";
import { findHeader } from "./raw-headers";
import { endBroken, endComplete, markClient, type RelayContext } from "./relay-context";

/** Bytes as they come. Where a length was announced, its last byte waits for the journal; else the end of the body does. */
export async function* passThrough(context: RelayContext, upstream: RawUpstreamResponse): AsyncGenerator<Uint8Array> {
  const { call } = context;
  const capture = call.capture("upstream_response", true);
  const announced = findHeader(upstream.headers, "content-length");
  const length = announced === null ? Infinity : Number(announced);
  const progress = { isComplete: false };
  const finish = async (): Promise<void> => {
    progress.isComplete = true;
    call.mark("upstream_last_byte");
    call.keepSame("client_response", "upstream_response", capture.size());
    await endComplete(context, upstream.status);
  };
  try {
    for await (const chunk of upstream.body) {
      call.mark("upstream_first_byte");
      capture.take(chunk, call.elapsedMs());
      markClient(call);
      if (capture.size() >= length) await finish();
      yield chunk;
    }
    if (!progress.isComplete) await finish();
  } finally {
    if (!progress.isComplete) {
      call.keepSame("client_response", "upstream_response", capture.size());
      await endBroken(context);
    }
  }
}

/** A stream through the response policies: events leave as they came unless a policy edited them. */
export async function* rewriteStream(context: RelayContext, upstream: RawUpstreamResponse): AsyncGenerator<Uint8Array> {
  const { call, adapter, policies, policyContext, now } = context;
  const stream = createStreamPolicies({ adapter, policies, context: policyContext, now });
  const before = call.capture("upstream_response", true);
  const after = call.capture("client_response", true);
  const progress = { isComplete: false };
  const leave = (pieces: readonly Uint8Array[]): readonly Uint8Array[] => {
    if (pieces.length > 0) markClient(call);
    for (const piece of pieces) after.take(piece, call.elapsedMs());
    return pieces;
  };
  const close = async (): Promise<void> => {
    call.addSteps(stream.steps());
    if (!stream.isChanged()) call.keepSame("client_response", "upstream_response", after.size());
    const block = stream.block();
    if (block !== null) await call.end("blocked", block.isFailure ? "policy_failed" : "blocked_by_policy");
    else if (progress.isComplete) await endComplete(context, upstream.status);
    else await endBroken(context);
  };
  try {
    for await (const chunk of upstream.body) {
      call.mark("upstream_first_byte");
      call.mark("upstream_last_byte");
      before.take(chunk, call.elapsedMs());
      yield* leave(stream.push(chunk));
      if (stream.block() !== null) break;
    }
    yield* leave(stream.end());
    progress.isComplete = true;
  } catch (error) {
    // What was held is decided by what came: the client gets as much as it would have got without policies.
    yield* leave(stream.end());
    throw error;
  } finally {
    await close();
  }
}
