import { AppError, isAppError } from "@/lib/core/errors";
import { hasRepeatedKeys } from "@/lib/core/json/has-repeated-keys";
import type { BodyCapture } from "./body-capture";
import type { OutgoingCall, RawUpstreamResponse, UpstreamBody } from "./gateway-types";
import { jsonForm, textForm } from "./policy-host/body-form";
import { runResponsePolicies } from "./policy-host/run-response-policies";
import { findHeader } from "./raw-headers";
import { refuseUnreadable } from "./refuse-unreadable";
import { endComplete, markClient, startResponse, type RelayContext } from "./relay-context";
import { toBlockError } from "./to-block-error";

/** Small answers come and go; only large ones are counted. */
const uncountedBytes = 256 * 1024;

class WholeAnswer {
  private readonly chunks: Uint8Array[] = [];
  private readonly capture: BodyCapture;
  private size = 0;

  constructor(private readonly context: RelayContext) {
    this.capture = context.call.capture("upstream_response", false);
  }

  add(chunk: Uint8Array): void {
    this.context.call.mark("upstream_first_byte");
    this.context.learnPlace?.(chunk);
    this.capture.take(chunk, 0);
    this.size += chunk.byteLength;
    if (this.size > this.context.limits.bufferedResponseBytes) {
      throw new AppError(
        "upstream_malformed",
        "The upstream's answer is too large for the policies that must read it.",
      );
    }
    if (this.size > uncountedBytes) this.context.call.hold(chunk.byteLength);
    this.chunks.push(chunk);
  }

  join(): Uint8Array {
    const [first] = this.chunks;
    this.context.call.mark("upstream_last_byte");
    return this.chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.chunks, this.size);
  }
}

/** What comes piece by piece. */
async function collectRest(context: RelayContext, body: UpstreamBody): Promise<Uint8Array> {
  const answer = new WholeAnswer(context);
  try {
    await body.flow((chunk) => {
      answer.add(chunk);
      return true;
    });
  } catch (error) {
    context.call.mark("upstream_last_byte");
    if (isAppError(error) || context.abort.aborted) throw error;
    throw new AppError("upstream_truncated", "The upstream broke off in the middle of its answer.", undefined, {
      cause: error,
    });
  }
  return answer.join();
}

/** Small answers have come together with their headers, and nobody waits for them. */
function collect(context: RelayContext, body: UpstreamBody): Uint8Array | Promise<Uint8Array> {
  const whole = body.takeWhole?.() ?? null;
  if (whole === null) return collectRest(context, body);
  const answer = new WholeAnswer(context);
  for (const chunk of whole) answer.add(chunk);
  return answer.join();
}

/**
 * Waits for the end of an answer that has no body by its nature. Whatever the upstream says about the length of one, or sends
 * as one, is no part of it: a 304 may name the length of what was not sent.
 */
async function collectNothing(context: RelayContext, body: UpstreamBody): Promise<Uint8Array> {
  context.call.mark("upstream_first_byte");
  await body.flow(() => true).catch(() => undefined);
  return new WholeAnswer(context).join();
}

/**
 * An answer small enough for one write; its record is journalled before the client gets a byte of it.
 * @param isEmpty it can have no body
 */
export async function relayWhole(
  context: RelayContext,
  upstream: RawUpstreamResponse,
  isEmpty: boolean,
): Promise<OutgoingCall> {
  const response = startResponse(context, upstream, false);
  const collected = isEmpty ? collectNothing(context, upstream.body) : collect(context, upstream.body);
  const body = collected instanceof Uint8Array ? collected : await collected;
  markClient(context.call);
  context.call.keepSame("client_response", "upstream_response", body.byteLength);
  await endComplete(context, upstream.status);
  return { ...response, body };
}

/** A whole JSON answer through the response policies. @throws AppError when one stops it */
export async function relayRewritten(context: RelayContext, upstream: RawUpstreamResponse): Promise<OutgoingCall> {
  const { call, reader: adapter, policies, policyContext, now } = context;
  const isJson = findHeader(upstream.headers, "content-type")?.toLowerCase().includes("json") === true;
  const form = isJson ? jsonForm : textForm;
  const collected = collect(context, upstream.body);
  const original = collected instanceof Uint8Array ? collected : await collected;
  const json = form.parse(original);
  if (json === undefined && upstream.status < 400)
    refuseUnreadable(context, "The upstream's answer was not valid JSON.");
  if (isJson && json !== undefined && hasRepeatedKeys(original, json)) {
    refuseUnreadable(context, "The upstream's answer has a key twice in one object, so it can be read in two ways.");
  }
  const input = { body: original, json, form, adapter, policies, context: policyContext, now };
  const running = runResponsePolicies(input);
  const outcome = running instanceof Promise ? await running : running;
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
