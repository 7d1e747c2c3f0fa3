import { setImmediate as nextTurn } from "node:timers/promises";
import { AppError } from "@/lib/core/errors";
import type { PipedBody, RawUpstreamResponse, WriteChunk } from "./gateway-types";
import { hideUsage } from "./hide-usage";
import { buildLastWords, explainStop } from "./last-words";
import type { OpenCall } from "./open-call";
import { createStreamPolicies, type StreamPolicies } from "./policy-host/create-stream-policies";
import { findHeader } from "./raw-headers";
import { endBroken, endComplete, markClient, type RelayContext } from "./relay-context";

const cutOff = new AppError("upstream_truncated", "The upstream broke off in the middle of its answer.");

async function goOn(written: Promise<void>): Promise<true> {
  await written;
  return true;
}

/** Bytes as they come. Where a length was announced, its last byte waits for the journal; else the end of the body does. */
export function passThrough(context: RelayContext, upstream: RawUpstreamResponse): PipedBody {
  const { call, abort } = context;
  const capture = call.capture("upstream_response", true);
  const announced = findHeader(upstream.headers, "content-length");
  const length = announced === null ? Infinity : Number(announced);
  const progress = { isComplete: false, tail: null as Uint8Array | null, lastAtMs: null as number | null };
  /** What went on to the client, and until when: known at the end, however it ends. */
  const note = (): void => {
    if (progress.lastAtMs !== null) call.mark("client_last_byte", progress.lastAtMs);
    call.keepSame("client_response", "upstream_response", capture.size());
  };
  const finish = async (): Promise<void> => {
    progress.isComplete = true;
    call.mark("upstream_last_byte");
    note();
    await endComplete(context, upstream.status);
  };
  const writeLast = async (chunk: Uint8Array, write: WriteChunk): Promise<boolean> => {
    await finish();
    await write(chunk);
    return true;
  };
  const pipe = async (write: WriteChunk): Promise<void> => {
    try {
      await upstream.body.flow((chunk) => {
        const atMs = call.elapsedMs();
        if (progress.lastAtMs === null) {
          call.mark("upstream_first_byte", atMs);
          call.mark("client_first_byte", atMs);
        }
        progress.lastAtMs = atMs;
        context.learnPlace?.(chunk);
        capture.take(chunk, atMs);
        progress.tail = chunk;
        if (capture.size() >= length && !progress.isComplete) return writeLast(chunk, write);
        const written = write(chunk);
        return written === undefined ? true : goOn(written);
      });
      if (!progress.isComplete) await finish();
    } catch (error) {
      // Only where it is us who break off is something added to bytes that nobody changed.
      const words =
        abort.reason === "stopping" ? buildLastWords(call, upstream.headers, progress.tail, explainStop()) : null;
      if (words !== null) await write(words);
      throw error;
    } finally {
      if (!progress.isComplete) {
        note();
        await endBroken(context);
      }
    }
  };
  return { pipe };
}

/** @returns when */
function markUpstream(call: OpenCall): number {
  const atMs = call.elapsedMs();
  call.mark("upstream_first_byte", atMs);
  call.mark("upstream_last_byte", atMs);
  return atMs;
}

function openStream({ adapter, policies, policyContext, now, hidesUsage }: RelayContext): StreamPolicies {
  const chain = createStreamPolicies({ adapter, policies, context: policyContext, now });
  return hidesUsage === true ? hideUsage(chain) : chain;
}

/** A stream through the response policies: events leave as they came unless a policy edited them. */
export function rewriteStream(context: RelayContext, upstream: RawUpstreamResponse): PipedBody {
  const { call } = context;
  const stream = openStream(context);
  const before = call.capture("upstream_response", true);
  const after = call.capture("client_response", true);
  const progress = { isComplete: false, tail: null as Uint8Array | null };

  /** Lets pieces go. Only a client that reads slower than they come is waited for. */
  const leave = (pieces: readonly Uint8Array[], write: WriteChunk): Promise<void> | undefined => {
    if (pieces.length === 0) return undefined;
    const atMs = call.elapsedMs();
    markClient(call, atMs);
    let last: ReturnType<WriteChunk> = undefined;
    for (const piece of pieces) {
      after.take(piece, atMs);
      progress.tail = piece;
      last = write(piece);
    }
    return last instanceof Promise ? last : undefined;
  };
  /** All that this step of the stream lets go, with turns for other calls where that takes long. */
  const settle = async (first: readonly Uint8Array[], write: WriteChunk): Promise<boolean> => {
    await leave(first, write);
    while (stream.isBusy()) {
      await nextTurn();
      await leave(stream.resume(), write);
    }
    return stream.block() === null;
  };
  const consume = (chunk: Uint8Array, write: WriteChunk): boolean | Promise<boolean> => {
    before.take(chunk, markUpstream(call));
    context.learnPlace?.(chunk);
    const pieces = stream.push(chunk);
    if (stream.isBusy()) return settle(pieces, write);
    const written = leave(pieces, write);
    if (stream.block() !== null) return written === undefined ? false : written.then(() => false);
    return written === undefined ? true : goOn(written);
  };
  const close = async (): Promise<void> => {
    call.addSteps(stream.steps());
    if (!stream.isChanged()) call.keepSame("client_response", "upstream_response", after.size());
    const block = stream.block();
    if (block !== null) await call.end("blocked", block.isFailure ? "policy_failed" : "blocked_by_policy");
    else if (progress.isComplete) await endComplete(context, upstream.status);
    else await endBroken(context);
  };
  const pipe = async (write: WriteChunk): Promise<void> => {
    try {
      await upstream.body.flow((chunk) => consume(chunk, write));
      await settle(stream.end(), write);
      progress.isComplete = true;
    } catch (error) {
      // What was held is decided by what came: the client gets as much as it would have got without policies.
      await settle(stream.end({ isBroken: true }), write);
      const why = context.abort.reason === "stopping" ? explainStop() : stream.isChanged() ? cutOff : null;
      const words = why === null ? null : buildLastWords(call, upstream.headers, progress.tail, why);
      if (words !== null) await leave([words], write);
      throw error;
    } finally {
      await close();
    }
  };
  return { pipe };
}
