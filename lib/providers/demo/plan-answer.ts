import { fillSchema } from "./fill-schema";
import type { DemoModel } from "./demo-models";
import type { DemoRequest } from "./demo-request";
import { findKnownAnswer } from "./known-answers";
import { createSeededRandom } from "./seeded-random";
import { countTokens, splitTokens } from "./split-tokens";

export interface DemoToolCall {
  readonly name: string;
  /** JSON text. */
  readonly argumentsJson: string;
}

/** What the model will say, whatever the dialect in which it is said. */
export interface DemoAnswer {
  readonly thinking: string | null;
  readonly text: string;
  readonly toolCall: DemoToolCall | null;
  readonly stop: "end" | "length" | "stop-sequence" | "tool";
  readonly stopSequence: string | null;
  readonly outputTokens: number;
  readonly thinkingTokens: number;
}

const questionLimit = 160;

const prose = [
  (question: string) =>
    `You asked: “${question}” The short answer: start with the smallest version that someone can use today, and let what they do decide the next step.`,
  (question: string) =>
    `About “${question}”: write down what is already known, then the one fact that would change your mind, and look for that first.`,
  (question: string) =>
    `“${question}” Three things matter here: what goes in, what comes out, and what changed in between. Look at the third one first.`,
  (question: string) =>
    `On “${question}”, most people do well with two options side by side and one number that tells them apart.`,
] as const;

const longAnswer = [
  "Here is the summary of the customer file that you asked for.",
  "Maria Lindqvist has been a customer since March 2019. Her account number is 1234-5678-9012 and the account is in good standing. The preferred way to reach her is by e-mail at maria.lindqvist@example.com; when it is urgent, call +1 (415) 555-0132 between nine and five, Pacific time.",
  "She pays by card. The card on file is 4242 4242 4242 4242, valid through 11/29. Refunds go to her bank account with the IBAN DE89 3704 0044 0532 0130 00. The last payment arrived on 2 November and covered the invoice in full.",
  "There were two requests this quarter. The first asked for a copy of the contract, which was sent the same day. The second was about signing in from a new address, 203.0.113.42, which she has confirmed as her own.",
  "Her integration uses the access key AKIAIOSFODNN7EXAMPLE. It has not been rotated for eleven months, and the security team would like that to happen before the end of the year. A second contact, jonas.berg@example.org, takes over while she is away.",
  "Next steps: send the renewal offer, ask for a new key, and confirm the delivery address. Nothing else is open.",
].join("\n\n");

function shorten(question: string): string {
  const line = question.replaceAll(/\s+/g, " ").trim();
  return line.length > questionLimit ? `${line.slice(0, questionLimit).trimEnd()}…` : line;
}

function writeProse(question: string, variant: number): string {
  if (question.trim() === "")
    return "I received no text to answer. Send a question and I will quote it back with a short answer.";
  const first = Math.floor(createSeededRandom(question).between(0, prose.length));
  const write = prose[(first + variant) % prose.length] ?? prose[0];
  return write(shorten(question));
}

function writeText(request: DemoRequest, behaviour: DemoModel["behaviour"], variant: number): string {
  if (request.toolResult !== null) return `The tool answered: ${shorten(request.toolResult)}`;
  const known = findKnownAnswer(request.question);
  if (request.answerSchema !== null)
    return JSON.stringify(fillSchema(request.answerSchema, known ?? shorten(request.question)));
  if (behaviour === "long") return longAnswer;
  return variant === 0 && known !== null ? known : writeProse(request.question, variant);
}

function planToolCall(request: DemoRequest): DemoToolCall | null {
  const tool = request.tools[0];
  if (tool === undefined || request.toolResult !== null) return null;
  return { name: tool.name, argumentsJson: JSON.stringify(fillSchema(tool.schema, shorten(request.question))) };
}

function cutAtStop(text: string, stops: readonly string[]): { text: string; stopSequence: string | null } {
  let cut = { text, stopSequence: null as string | null };
  for (const stop of stops) {
    const at = stop === "" ? -1 : cut.text.indexOf(stop);
    if (at >= 0) cut = { text: cut.text.slice(0, at), stopSequence: stop };
  }
  return cut;
}

function planText(request: DemoRequest, text: string): Pick<DemoAnswer, "text" | "stop" | "stopSequence"> {
  const cut = cutAtStop(text, request.stops);
  const tokens = splitTokens(cut.text);
  if (request.maxTokens !== null && tokens.length > request.maxTokens) {
    return { text: tokens.slice(0, request.maxTokens).join(""), stop: "length", stopSequence: null };
  }
  return { ...cut, stop: cut.stopSequence === null ? "end" : "stop-sequence" };
}

/**
 * Decides what to answer; the same request always gets the same answer.
 * @param variant which of several answers to one request, from 0
 */
export function planAnswer(request: DemoRequest, model: DemoModel, variant: number): DemoAnswer {
  const toolCall = model.behaviour === "tools" ? planToolCall(request) : null;
  const thinking =
    model.behaviour === "thinking"
      ? `The question is “${shorten(request.question)}” I look for what is certain, leave out what is not, and answer briefly.`
      : null;
  const written = toolCall === null ? writeText(request, model.behaviour, variant) : "I will look that up.";
  const planned = planText(request, written);
  const thinkingTokens = thinking === null ? 0 : countTokens(thinking);
  const callTokens = toolCall === null ? 0 : countTokens(toolCall.name + toolCall.argumentsJson);
  return {
    ...planned,
    thinking,
    toolCall,
    stop: toolCall === null ? planned.stop : "tool",
    outputTokens: thinkingTokens + countTokens(planned.text) + callTokens,
    thinkingTokens,
  };
}
