import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { DemoAnswer, DemoToolCall } from "./plan-answer";
import type { Piece } from "./pace-answer";
import { dataEvent, mapTokens, type ReplyContext } from "./demo-reply";

interface Envelope {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly service_tier: string;
  readonly system_fingerprint: string;
}

const done: Piece = { text: "data: [DONE]\n\n", tokens: 0 };

function buildEnvelope({ request, random, createdAt }: ReplyContext): Envelope {
  return {
    id: `chatcmpl-${random.characters(29)}`,
    created: createdAt,
    model: request.model,
    service_tier: "default",
    system_fingerprint: "fp_diffractdemo",
  };
}

/** Usage as chat and legacy completions report it. */
export function buildChatUsage({ request, answers }: ReplyContext): Json {
  const completion = answers.reduce((sum, answer) => sum + answer.outputTokens, 0);
  const reasoning = answers.reduce((sum, answer) => sum + answer.thinkingTokens, 0);
  return {
    prompt_tokens: request.inputTokens,
    completion_tokens: completion,
    total_tokens: request.inputTokens + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** Why the answer ended, in OpenAI's words. */
export function toFinishReason({ stop }: DemoAnswer): string {
  if (stop === "tool") return "tool_calls";
  return stop === "length" ? "length" : "stop";
}

function toToolCall(call: DemoToolCall, id: string): Json {
  return { id, type: "function", function: { name: call.name, arguments: call.argumentsJson } };
}

/** The whole body of a chat completion. */
export function buildChatBody(context: ReplyContext): Json {
  const envelope = buildEnvelope(context);
  const choices = context.answers.map((answer, index) => ({
    index,
    message: {
      role: "assistant",
      content: answer.toolCall === null ? answer.text : null,
      refusal: null,
      annotations: [],
      ...(answer.thinking !== null && { reasoning_content: answer.thinking }),
      ...(answer.toolCall !== null && {
        tool_calls: [toToolCall(answer.toolCall, `call_${context.random.characters(24)}`)],
      }),
    },
    logprobs: null,
    finish_reason: toFinishReason(answer),
  }));
  return { object: "chat.completion", ...envelope, choices, usage: buildChatUsage(context) };
}

type WriteDelta = (delta: Json, tokens: number) => Piece;

function buildToolDeltas(call: DemoToolCall, id: string, write: WriteDelta): Piece[] {
  const opening = { index: 0, id, type: "function", function: { name: call.name, arguments: "" } };
  return [
    write({ tool_calls: [opening] }, 1),
    ...mapTokens(call.argumentsJson, (token) =>
      write({ tool_calls: [{ index: 0, function: { arguments: token } }] }, 1),
    ),
  ];
}

function buildDeltas(answer: DemoAnswer, callId: string, write: WriteDelta): Piece[] {
  const content = answer.toolCall === null ? "" : null;
  const opening = write({ role: "assistant", content, refusal: null }, 0);
  const thinking = mapTokens(answer.thinking ?? "", (token) => write({ reasoning_content: token }, 1));
  if (answer.toolCall !== null) return [opening, ...thinking, ...buildToolDeltas(answer.toolCall, callId, write)];
  return [opening, ...thinking, ...mapTokens(answer.text, (token) => write({ content: token }, 1))];
}

/** Takes one piece of each list in turn: choices of one stream arrive mixed. */
function interleave(lists: readonly (readonly Piece[])[]): Piece[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** The events of a streamed chat completion. */
export function buildChatEvents(context: ReplyContext, hasUsage: boolean): Piece[] {
  const envelope = buildEnvelope(context);
  const shared = { object: "chat.completion.chunk", ...envelope };
  const usageField = hasUsage ? { usage: null } : {};
  const lists = context.answers.map((answer, index) => {
    const write = (delta: Json, tokens: number, finish: string | null = null): Piece =>
      dataEvent(
        { ...shared, choices: [{ index, delta, logprobs: null, finish_reason: finish }], ...usageField },
        tokens,
      );
    const callId = `call_${context.random.characters(24)}`;
    return [...buildDeltas(answer, callId, write), write({}, 0, toFinishReason(answer))];
  });
  const usage = hasUsage ? [dataEvent({ ...shared, choices: [], usage: buildChatUsage(context) })] : [];
  return [...interleave(lists), ...usage, done];
}

function buildCompletionEnvelope({ request, random, createdAt }: ReplyContext): { readonly [key: string]: Json } {
  return { id: `cmpl-${random.characters(29)}`, object: "text_completion", created: createdAt, model: request.model };
}

/** The whole body of a legacy completion. */
export function buildCompletionBody(context: ReplyContext): Json {
  const choices = context.answers.map((answer, index) => ({
    text: answer.text,
    index,
    logprobs: null,
    finish_reason: toFinishReason(answer),
  }));
  return { ...buildCompletionEnvelope(context), choices, usage: buildChatUsage(context) };
}

/** The events of a streamed legacy completion. */
export function buildCompletionEvents(context: ReplyContext, hasUsage: boolean): Piece[] {
  const shared = buildCompletionEnvelope(context);
  const lists = context.answers.map((answer, index) => {
    const write = (text: string, tokens: number, finish: string | null): Piece =>
      dataEvent({ ...shared, choices: [{ text, index, logprobs: null, finish_reason: finish }] }, tokens);
    return [...mapTokens(answer.text, (token) => write(token, 1, null)), write("", 0, toFinishReason(answer))];
  });
  const usage = hasUsage ? [dataEvent({ ...shared, choices: [], usage: buildChatUsage(context) })] : [];
  return [...interleave(lists), ...usage, done];
}
