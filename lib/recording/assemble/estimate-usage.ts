import type { BodySide, UncountedReason, Usage } from "@/lib/core/contracts/call";
import type { CountableSide, CountAnswer, CountRequest } from "@/lib/core/contracts/token-counter";
import { asObject, asString } from "@/lib/core/json/json-access";
import { unknownUsage } from "@/lib/core/usage/read-usage";
import { isSpending } from "@/lib/core/usage/is-spending";
import {
  collectInput,
  collectOutput,
  hasCountableOutput,
  isAnswer,
  isCountable,
  type Collected,
} from "@/lib/core/usage/collect-countable";
import type { CallFacts } from "./call-rows";
import type { ReadableBody } from "./read-body";

/** What must be counted to know what a call used. */
export interface UsageEstimate {
  readonly request: CountRequest;
  readonly finish: (answer: CountAnswer) => Usage;
}

type Views = Readonly<Record<"client_request" | "upstream_request" | "upstream_response", ReadableBody>>;

function isCut({ bodies }: CallFacts, side: BodySide): boolean {
  const body = bodies.find((one) => one.side === side);
  if (body?.same_as != null) return isCut({ bodies } as CallFacts, body.same_as);
  return body !== undefined && body.captured < body.size;
}

function readInput(facts: CallFacts, views: Views): Collected {
  const view = views.upstream_request.value === undefined ? views.client_request : views.upstream_request;
  if (isCut(facts, "upstream_request") || isCut(facts, "client_request")) return "not_kept";
  return collectInput(facts.endpoint, view.value) ?? "not_kept";
}

function readOutput(facts: CallFacts, { upstream_response: response }: Views): Collected | null {
  if (!hasCountableOutput(facts.endpoint)) return null;
  if (isCut(facts, "upstream_response") || asObject(response.value)?.text_is_cut === true) return "not_kept";
  return collectOutput(facts.endpoint, response.value);
}

function toSide(collected: Collected | null): CountableSide | null {
  return typeof collected === "string" ? null : collected;
}

function finishUsage(input: Collected, output: Collected | null, answer: CountAnswer): Usage {
  const missing = [input, output].find((side) => typeof side === "string");
  if ("reason" in answer) return { ...unknownUsage, uncounted: answer.reason };
  const hasOutput = output === null || answer.output !== null;
  return {
    ...unknownUsage,
    source: "estimated",
    input_tokens: answer.input,
    output_tokens: answer.output,
    total_tokens: answer.input !== null && hasOutput ? answer.input + (answer.output ?? 0) : null,
    estimator: answer.estimator,
    ...(missing !== undefined && { uncounted: missing }),
  };
}

function mayHaveUsed(facts: CallFacts): boolean {
  const isOver = facts.state !== "in_progress" && facts.state !== "rejected";
  return isOver && isSpending(facts) && isCountable(facts.endpoint);
}

/**
 * What to count of a call whose provider said nothing about its usage: what came of the answer, and what was asked. `null`
 * where nothing was used, where it was said, or where tokens are not what is paid for.
 */
export function prepareEstimate(facts: CallFacts, views: Views, usage: Usage): UsageEstimate | UncountedReason | null {
  if (usage.source !== "unknown" || !mayHaveUsed(facts)) return null;
  const { value } = views.upstream_response;
  if (!isAnswer(facts.endpoint, value)) return isCut(facts, "upstream_response") ? "not_kept" : null;
  const input = readInput(facts, views);
  const output = readOutput(facts, views);
  const sides = { input: toSide(input), output: toSide(output) };
  if (sides.input === null && sides.output === null) return typeof input === "string" ? input : null;
  const model = asString(asObject(value)?.model) ?? facts.model;
  return { request: { model, ...sides }, finish: (answer) => finishUsage(input, output, answer) };
}
