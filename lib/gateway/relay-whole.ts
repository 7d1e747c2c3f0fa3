import { AppError, isAppError } from "@/lib/core/errors";
import { hasRepeatedKeys } from "@/lib/core/json/has-repeated-keys";
import type { OutgoingCall, RawUpstreamResponse } from "./gateway-types";
import { parseJsonBytes } from "./policy-host/parse-json-bytes";
import { runResponsePolicies } from "./policy-host/run-response-policies";
import { refuseUnreadable } from "./refuse-unreadable";
import { endComplete, markClient, startResponse, type RelayContext } from "./relay-context";
import { toBlockError } from "./to-block-error";

async function collect(context: RelayContext, body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const { call, limits } = context;
  const capture = call.capture("upstream_response", false);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      call.mark("upstream_first_byte");
      capture.take(chunk, 0);
      size += chunk.byteLength;
      if (size > limits.bufferedResponseBytes) {
        throw new AppError(
          "upstream_malformed",
          "The upstream's answer is too large for the policies that must read it.",
        );
      }
      chunks.push(chunk);
    }
  } catch (error) {
    if (isAppError(error) || context.abort.aborted) throw error;
    throw new AppError("upstream_truncated", "The upstream broke off in the middle of its answer.", undefined, {
      cause: error,
    });
  } finally {
    call.mark("upstream_last_byte");
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}

/** An answer small enough for one write; its record is journalled before the client gets a byte of it. */
export async function relayWhole(context: RelayContext, upstream: RawUpstreamResponse): Promise<OutgoingCall> {
  const response = startResponse(context, upstream, false);
  const body = await collect(context, upstream.body);
  markClient(context.call);
  context.call.keepSame("client_response", "upstream_response", body.byteLength);
  await endComplete(context, upstream.status);
  return { ...response, body };
}

/** A whole JSON answer through the response policies. @throws AppError when one stops it */
export async function relayRewritten(context: RelayContext, upstream: RawUpstreamResponse): Promise<OutgoingCall> {
  const { call, adapter, policies, policyContext, now } = context;
  const original = await collect(context, upstream.body);
  const json = parseJsonBytes(original);
  if (json === undefined && upstream.status < 400)
    refuseUnreadable(context, "The upstream's answer was not valid JSON.");
  if (json !== undefined && hasRepeatedKeys(original, json)) {
    refuseUnreadable(context, "The upstream's answer has a key twice in one object, so it can be read in two ways.");
  }
  const outcome = runResponsePolicies({ body: original, json, adapter, policies, context: policyContext, now });
  call.addSteps(outcome.steps);
  if (outcome.block !== null) throw toBlockError(outcome.block);
  const isChanged = outcome.bytes !== original;
  const response = startResponse(context, upstream, isChanged);
  if (isChanged) {
    response.headers.push("content-length", String(outcome.bytes.byteLength));
    call.keep("client_response", outcome.bytes);
  } else {
    call.keepSame("client_response", "upstream_response", original.byteLength);
  }
  markClient(call);
  await endComplete(context, upstream.status);
  return { ...response, body: outcome.bytes };
}
