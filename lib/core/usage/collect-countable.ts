/**
 * The texts of a call that a tokenizer can count, as they are in requests and answers of every dialect. What cannot be counted
 * here is named, so that nobody takes half a count for a whole one.
 */
import type { UncountedReason } from "../contracts/call";
import type { CountableSide } from "../contracts/token-counter";
import type { Json } from "../dialects/dialect-adapter";
import { asArray, asObject, asString, isObject, type JsonObject } from "../json/json-access";

export type Collected = CountableSide | UncountedReason;

/** What OpenAI's models put around each message, and before their answer (the classic rule of its cookbook). */
const perMessage = 3;
const perName = 1;
const perAnswer = 3;

/** Where parts of messages, blocks and items keep text, or more parts. */
const textKeys = [
  "text",
  "content",
  "refusal",
  "thinking",
  "reasoning_content",
  "reasoning",
  "summary",
  "name",
  "arguments",
  "input",
  "output",
  "tool_calls",
  "function",
  "function_call",
] as const;
const otherMedia = /image|audio|video|file|document/;
/** Objects that a model gets as JSON text. */
const asJson: ReadonlySet<string> = new Set(["arguments", "input"]);

class Collector {
  readonly texts: string[] = [];
  known = 0;
  reason: UncountedReason | null = null;

  /** A string, a part, or a list of either. */
  add(value: Json | undefined): void {
    if (typeof value === "string") this.texts.push(value);
    else if (Array.isArray(value)) for (const one of value as readonly Json[]) this.add(one);
    else if (isObject(value)) this.addPart(value);
  }

  /** What is sent as a schema or the like, and counted as it is written. */
  addJson(value: Json | undefined): void {
    if (value !== undefined && value !== null) this.texts.push(JSON.stringify(value));
  }

  addMessages(messages: Json | undefined): void {
    for (const message of asArray(messages)) {
      if (!isObject(message)) continue;
      this.known += perMessage + 1 + (asString(message.name) === null ? 0 : perName);
      this.add(message);
    }
  }

  finish(): Collected {
    return this.reason ?? { texts: this.texts.filter((text) => text !== ""), known: this.known };
  }

  private addPart(part: JsonObject): void {
    const type = asString(part.type) ?? "";
    if (otherMedia.test(type)) this.reason ??= "not_text";
    if (type === "item_reference") this.reason ??= "kept_elsewhere";
    for (const key of textKeys) {
      const value = part[key];
      if (asJson.has(key) && isObject(value)) this.addJson(value);
      else this.add(value);
    }
  }
}

/** Texts, or ids of tokens, one or many: what legacy completions and embeddings take. */
function collectPrompt(prompt: Json | undefined): Collected {
  const collector = new Collector();
  const all = asArray(prompt);
  if (typeof prompt === "string") collector.texts.push(prompt);
  for (const one of all) {
    if (typeof one === "number") collector.known += 1;
    else if (typeof one === "string") collector.texts.push(one);
    else collector.known += asArray(one).length;
  }
  return collector.finish();
}

function collectChat(request: JsonObject): Collected {
  const collector = new Collector();
  collector.addMessages(request.messages);
  collector.addJson(request.tools ?? request.functions);
  collector.known += perAnswer;
  return collector.finish();
}

function collectMessages(request: JsonObject): Collected {
  const collector = new Collector();
  collector.add(request.system);
  collector.addMessages(request.messages);
  collector.addJson(request.tools);
  collector.known += perAnswer;
  return collector.finish();
}

function collectResponses(request: JsonObject): Collected {
  if ([request.previous_response_id, request.conversation, request.prompt].some((value) => value != null)) {
    return "kept_elsewhere";
  }
  const collector = new Collector();
  collector.add(request.instructions);
  if (typeof request.input === "string") collector.texts.push(request.input);
  else collector.addMessages(request.input);
  collector.addJson(request.tools);
  collector.known += perAnswer;
  return collector.finish();
}

type Reader = (body: JsonObject) => Collected | null;

const inputs: Readonly<Record<string, Reader>> = {
  "chat.completions": collectChat,
  completions: ({ prompt }) => collectPrompt(prompt),
  messages: collectMessages,
  responses: collectResponses,
  embeddings: ({ input }) => collectPrompt(input),
  "audio.transcriptions": () => "not_text",
  "audio.translations": () => "not_text",
};

/** What was answered under a key; `null` where the body is none of this kind, an error for example. */
function collectUnder(key: string, pick: (entry: JsonObject) => Json | undefined): Reader {
  return (body) => {
    if (!Array.isArray(body[key])) return null;
    const collector = new Collector();
    for (const entry of asArray(body[key])) if (isObject(entry)) collector.add(pick(entry));
    return collector.finish();
  };
}

function collectTranscript({ text }: JsonObject): Collected | null {
  return typeof text === "string" ? { texts: [text], known: 0 } : null;
}

const outputs: Readonly<Record<string, Reader>> = {
  "chat.completions": collectUnder("choices", ({ message }) => message),
  completions: collectUnder("choices", ({ text }) => text),
  messages: collectUnder("content", (block) => block),
  responses: collectUnder("output", (item) => item),
  "audio.transcriptions": collectTranscript,
  "audio.translations": collectTranscript,
};

/** Whether this endpoint's calls use tokens that can be counted. */
export function isCountable(endpoint: string): boolean {
  return Object.hasOwn(inputs, endpoint);
}

/** Whether the endpoint's answers are made of tokens at all: embeddings are not. */
export function hasCountableOutput(endpoint: string): boolean {
  return Object.hasOwn(outputs, endpoint);
}

/** What the model was given; `null` where the body cannot be read. */
export function collectInput(endpoint: string, request: Json | undefined): Collected | null {
  const body = asObject(request);
  return body === null ? null : (inputs[endpoint]?.(body) ?? null);
}

/** What the model wrote; `null` where the body is no answer of this endpoint. */
export function collectOutput(endpoint: string, response: Json | undefined): Collected | null {
  const body = asObject(response);
  return body === null ? null : (outputs[endpoint]?.(body) ?? null);
}

/** Whether the endpoint was answered, with tokens or without. */
export function isAnswer(endpoint: string, response: Json | undefined): boolean {
  if (hasCountableOutput(endpoint)) return collectOutput(endpoint, response) !== null;
  return Array.isArray(asObject(response)?.data);
}
