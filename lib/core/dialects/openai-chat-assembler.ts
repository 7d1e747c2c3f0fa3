/** Adds up the chunks of chat and legacy completion streams to the body that a call without streaming would have had. */
import {
  asArray,
  asNumber,
  asObject,
  asString,
  copyObject,
  isObject,
  setKey,
  tryParseJson,
  type JsonObject,
  type OpenObject,
} from "../json/json-access";
import type { AssembledStream, Json, SseEvent } from "./dialect-adapter";
import { addDelta, append, closeMessage, findSilentFinish, openMessage, type OpenMessage } from "./openai-chat-message";

interface OpenChoice {
  readonly fields: OpenObject;
  readonly open: OpenMessage | null;
}

interface OpenCompletion {
  readonly top: OpenObject;
  readonly choices: Map<number, OpenChoice>;
  readonly isChat: boolean;
  isDone: boolean;
  chunks: number;
  error: Json;
}

/** Padding against traffic analysis; it means nothing. */
const padding = new Set(["obfuscation", "p"]);

function addLogprobs(fields: OpenObject, piece: JsonObject): void {
  const logprobs = copyObject(asObject(fields.logprobs) ?? {});
  for (const [key, value] of Object.entries(piece)) {
    if (Array.isArray(value)) logprobs[key] = [...asArray(logprobs[key]), ...asArray(value)];
    else if (value !== null || !(key in logprobs)) setKey(logprobs, key, value);
  }
  fields.logprobs = logprobs;
}

function openChoice(index: number, isChat: boolean): OpenChoice {
  const open = isChat ? openMessage() : null;
  const fields: OpenObject = isChat ? { index } : { text: "", index };
  if (open !== null) fields.message = open.message;
  return { fields: Object.assign(fields, { logprobs: null, finish_reason: null }), open };
}

function addChoiceField(choice: OpenChoice, key: string, value: Json): void {
  const { fields, open } = choice;
  if (key === "delta" && open !== null) {
    if (isObject(value)) addDelta(open, value);
  } else if (key === "text") append(fields, key, value);
  else if (key === "logprobs" && isObject(value)) addLogprobs(fields, value);
  else if (value !== null || !(key in fields)) setKey(fields, key, value);
}

function addChoice(completion: OpenCompletion, piece: JsonObject, order: number): void {
  const index = asNumber(piece.index) ?? order;
  let choice = completion.choices.get(index);
  if (choice === undefined) completion.choices.set(index, (choice = openChoice(index, completion.isChat)));
  for (const [key, value] of Object.entries(piece)) {
    // Perplexity repeats the whole message in every chunk; the deltas already say it.
    if (key !== "message" && key !== "index") addChoiceField(choice, key, value);
  }
}

function addChoices(completion: OpenCompletion, value: Json): void {
  for (const [order, choice] of asArray(value).entries()) if (isObject(choice)) addChoice(completion, choice, order);
}

/** Azure's first chunk has empty ids: what says nothing never replaces what says something. */
function saysNothing(value: Json): boolean {
  return value === null || value === "" || value === 0;
}

function addChunk(completion: OpenCompletion, chunk: JsonObject): void {
  completion.chunks++;
  for (const [key, value] of Object.entries(chunk)) {
    if (key === "choices") addChoices(completion, value);
    else if (key === "error") completion.error = value ?? completion.error;
    else if (key === "object" || padding.has(key)) continue;
    else if (!saysNothing(value) || !(key in completion.top)) setKey(completion.top, key, value);
  }
}

function closeChoice({ fields, open }: OpenChoice): OpenObject {
  if (open === null) return fields;
  closeMessage(open);
  fields.finish_reason ??= findSilentFinish(open);
  return fields;
}

function finish(completion: OpenCompletion): AssembledStream {
  const { choices, top, error } = completion;
  if (completion.chunks === 0 || (error !== null && choices.size === 0)) {
    return { body: null, isComplete: completion.isDone && error === null, error };
  }
  const ordered = [...choices.entries()].sort(([a], [b]) => a - b).map(([, choice]) => closeChoice(choice));
  const { usage, ...rest } = top;
  const body: OpenObject = {
    ...rest,
    object: completion.isChat ? "chat.completion" : "text_completion",
    choices: ordered,
  };
  if (usage !== undefined && usage !== null) body.usage = usage;
  const isFinished = ordered.length > 0 && ordered.every((choice) => asString(choice.finish_reason) !== null);
  return { body, isComplete: error === null && (completion.isDone || isFinished), error };
}

function assemble(events: Iterable<SseEvent>, isChat: boolean): AssembledStream {
  const completion: OpenCompletion = { top: {}, choices: new Map(), isChat, isDone: false, chunks: 0, error: null };
  for (const { data, name } of events) {
    if (data.trim() === "[DONE]") {
      completion.isDone = true;
      break;
    }
    const chunk = tryParseJson(data);
    if (!isObject(chunk)) continue;
    if (name === "error" && chunk.error === undefined) completion.error = chunk;
    else addChunk(completion, chunk);
  }
  return finish(completion);
}

/** The whole body of a chat completion stream. */
export function assembleChat(events: Iterable<SseEvent>): AssembledStream {
  return assemble(events, true);
}

/** The whole body of a legacy completion stream. */
export function assembleCompletion(events: Iterable<SseEvent>): AssembledStream {
  return assemble(events, false);
}
