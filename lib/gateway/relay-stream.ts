import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import type { RawUpstreamResponse } from "./gateway-types";
import { hideUsage } from "./hide-usage";
import { buildLastWords, explainStop } from "./last-words";
import { createStreamPolicies } from "./policy-host/create-stream-policies";
import { findHeader } from "./raw-headers";
import { endBroken, endComplete, markClient, type RelayContext } from "./relay-context";

const cutOff = new AppError("upstream_truncated", "The upstream broke off in the middle of its answer.");

/** Bytes as they come. Where a length was announced, its last byte waits for the journal; else the end of the body does. */
export async function* passThrough(context: RelayContext, upstream: RawUpstreamResponse): AsyncGenerator<Uint8Array> {
  const { call, abort } = context;
  const capture = call.capture("upstream_response", true);
  const announced = findHeader(upstream.headers, "content-length");
  const length = announced === null ? Infinity : Number(announced);
  const progress = { isComplete: false, tail: null as Uint8Array | null };
  const finish = async (): Promise<void> => {
    progress.isComplete = true;
    call.mark("upstream_last_byte");
    call.keepSame("client_response", "upstream_response", capture.size());
    await endComplete(context, upstream.status);
  };
  try {
    for await (const chunk of upstream.body) {
      const atMs = call.elapsedMs();
      call.mark("upstream_first_byte", atMs);
      capture.take(chunk, atMs);
      markClient(call, atMs);
      if (capture.size() >= length) await finish();
      progress.tail = chunk;
      yield chunk;
    }
    if (!progress.isComplete) await finish();
  } catch (error) {
    // Only where it is us who break off is something added to bytes that nobody changed.
    const words =
      abort.reason === "stopping" ? buildLastWords(call, upstream.headers, progress.tail, explainStop()) : null;
    if (words !== null) yield words;
    throw error;
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
  const chain = createStreamPolicies({ adapter, policies, context: policyContext, now });
  const stream = context.hidesUsage === true ? hideUsage(chain) : chain;
  const before = call.capture("upstream_response", true);
  const after = call.capture("client_response", true);
  const progress = { isComplete: false, tail: null as Uint8Array | null };
  const leave = (pieces: readonly Uint8Array[]): readonly Uint8Array[] => {
    if (pieces.length > 0) markClient(call);
    for (const piece of pieces) after.take(piece, call.elapsedMs());
    progress.tail = pieces.at(-1) ?? progress.tail;
    return pieces;
  };
  /** All that this step of the stream lets go, with turns for other calls where that takes long. */
  async function* settle(first: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
    yield* leave(first);
    while (stream.isBusy()) {
      await nextTurn();
      yield* leave(stream.resume());
    }
  }
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
      if (stream.isBusy()) yield* settle([]);
      if (stream.block() !== null) break;
    }
    yield* settle(stream.end());
    progress.isComplete = true;
  } catch (error) {
    // What was held is decided by what came: the client gets as much as it would have got without policies.
    yield* settle(stream.end({ isBroken: true }));
    const why = context.abort.reason === "stopping" ? explainStop() : stream.isChanged() ? cutOff : null;
    const words = why === null ? null : buildLastWords(call, upstream.headers, progress.tail, why);
    if (words !== null) yield* leave([words]);
    throw error;
  } finally {
    await close();
  }
}
