/** Adds up the deltas of one chat message as the openai SDK does, tolerant of what providers send. */
import {
  asArray,
  asNumber,
  asObject,
  asString,
  copyObject,
  isObject,
  setKey,
  type JsonObject,
  type OpenObject,
} from "../json/json-access";
import type { Json } from "./dialect-adapter";
import { createPartPlacer, createToolCallPlacer, type PartPlacer, type ToolCallPlacer } from "./openai-chat-parts";

/** A message that is still growing. */
export interface OpenMessage {
  readonly message: OpenObject;
  readonly placeCall: ToolCallPlacer;
  readonly parts: PartPlacer;
  readonly calls: OpenObject[];
  /** Whether what came last only said until when the sound is kept: that is how a spoken answer may end. */
  isSpoken: boolean;
}

/** Appends a string; anything else only makes the key present. */
export function append(target: OpenObject, key: string, value: Json | undefined): void {
  if (typeof value === "string") target[key] = (asString(target[key]) ?? "") + value;
  else if (!(key in target)) target[key] = null;
}

function pickText(part: JsonObject): string {
  if (Array.isArray(part.thinking))
    return asArray(part.thinking)
      .map((piece) => asString(asObject(piece)?.text) ?? "")
      .join("");
  return asString(part.text) ?? "";
}

/** Adds one content part; text and thinking join their neighbour of the same type. */
function addPart(open: OpenMessage, part: JsonObject): void {
  const type = asString(part.type) ?? "text";
  const before = open.message.content;
  const parts: Json[] = Array.isArray(before) ? (before as Json[]) : [];
  if (typeof before === "string" && before !== "") {
    open.parts.place("text");
    parts.push({ type: "text", text: before });
  }
  open.message.content = parts;
  const position = open.parts.place(type);
  const known = asObject(parts[position]);
  const text = known === null ? "" : pickText(known);
  if (type === "text") parts[position] = { ...part, text: text + pickText(part) };
  else if (type === "thinking")
    parts[position] = { ...part, thinking: [{ type: "text", text: text + pickText(part) }] };
  else parts[position] = part;
}

function addContent(open: OpenMessage, value: Json): void {
  if (Array.isArray(value)) {
    for (const part of asArray(value)) if (isObject(part)) addPart(open, part);
  } else if (typeof value === "string" && open.parts.hasParts()) {
    addPart(open, { type: "text", text: value });
  } else {
    append(open.message, "content", value);
  }
}

/** Adds to a call's inner object: a name is set (some repeat it), text is appended. */
function addInner(call: OpenObject, key: "function" | "custom", piece: Json | undefined): void {
  const source = asObject(piece);
  if (source === null) return;
  const text = key === "function" ? "arguments" : "input";
  const inner = copyObject(asObject(call[key]) ?? {});
  for (const [name, value] of Object.entries(source)) {
    // Some answer arguments as an object instead of JSON in a string.
    if (name === text && isObject(value)) setKey(inner, name, value);
    else if (name === text) append(inner, name, typeof value === "string" ? value : "");
    else if (value !== null && value !== "") setKey(inner, name, value);
  }
  if (!(text in inner)) inner[text] = "";
  call[key] = inner;
}

function addToolCall(open: OpenMessage, piece: JsonObject): void {
  const position = open.placeCall(piece);
  const call = (open.calls[position] ??= {});
  for (const [key, value] of Object.entries(piece)) {
    if (key === "function" || key === "custom") addInner(call, key, value);
    else if (key !== "index" && value !== null && value !== "") setKey(call, key, value);
  }
  open.message.tool_calls = open.calls;
}

function mergeDetail(known: JsonObject, piece: JsonObject): OpenObject {
  const merged = copyObject(known);
  for (const [key, value] of Object.entries(piece)) {
    if (key === "text" || key === "summary" || key === "data") append(merged, key, value);
    else if (value !== null || !(key in merged)) setKey(merged, key, value);
  }
  return merged;
}

function addReasoningDetails(message: OpenObject, pieces: readonly Json[]): void {
  const details = [...asArray(message.reasoning_details)];
  for (const [order, piece] of pieces.entries()) {
    if (!isObject(piece)) continue;
    const position = Math.min(asNumber(piece.index) ?? order, 1024);
    while (details.length < position) details.push(null);
    details[position] = mergeDetail(asObject(details[position]) ?? {}, piece);
  }
  message.reasoning_details = details;
}

function addAudio(message: OpenObject, piece: JsonObject): void {
  const audio = copyObject(asObject(message.audio) ?? {});
  for (const [key, value] of Object.entries(piece)) {
    if (key === "data" || key === "transcript") append(audio, key, value);
    else if (value !== null) setKey(audio, key, value);
  }
  message.audio = audio;
}

function addFunctionCall(message: OpenObject, piece: JsonObject): void {
  const call = copyObject(asObject(message.function_call) ?? { arguments: "" });
  if (typeof piece.name === "string" && piece.name !== "") call.name = piece.name;
  append(call, "arguments", piece.arguments ?? "");
  message.function_call = call;
}

type Adder = (open: OpenMessage, value: Json, key: string) => void;

const appendText: Adder = ({ message }, value, key) => {
  append(message, key, value);
};
const concatenate: Adder = ({ message }, value, key) => {
  message[key] = [...asArray(message[key]), ...asArray(value)];
};

const adders: ReadonlyMap<string, Adder> = new Map<string, Adder>([
  ["content", addContent],
  ["refusal", appendText],
  ["reasoning", appendText],
  ["reasoning_content", appendText],
  ["annotations", concatenate],
  ["citations", concatenate],
  ["images", concatenate],
  ["executed_tools", concatenate],
  [
    "tool_calls",
    (open, value) => {
      for (const call of asArray(value)) if (isObject(call)) addToolCall(open, call);
    },
  ],
  [
    "reasoning_details",
    ({ message }, value) => {
      addReasoningDetails(message, asArray(value));
    },
  ],
  [
    "audio",
    ({ message }, value) => {
      if (isObject(value)) addAudio(message, value);
    },
  ],
  [
    "function_call",
    ({ message }, value) => {
      if (isObject(value)) addFunctionCall(message, value);
    },
  ],
]);

/** Starts a message. */
export function openMessage(): OpenMessage {
  return {
    message: { role: "assistant", content: null, refusal: null },
    placeCall: createToolCallPlacer(),
    parts: createPartPlacer(),
    calls: [],
    isSpoken: false,
  };
}

const soundParts = ["id", "data", "transcript", "expires_at"] as const;

/** A delta that has nothing but the time until which the sound is kept. */
function endsSound(delta: JsonObject): boolean {
  const said = Object.entries(delta).filter(([, value]) => value !== null);
  const audio = said.length === 1 && said[0]?.[0] === "audio" ? asObject(said[0][1]) : null;
  if (asNumber(audio?.expires_at) === null || audio === null) return false;
  return Object.entries(audio).every(([key, value]) => key === "expires_at" || value === null);
}

/** Why a message ended that does not say it: spoken answers may end with their sound. */
export function findSilentFinish({ message, isSpoken }: OpenMessage): string | null {
  const audio = asObject(message.audio);
  return isSpoken && audio !== null && soundParts.every((key) => (audio[key] ?? null) !== null) ? "stop" : null;
}

/** A refusal of which no letter came is none, as without streaming and for the official SDKs. */
export function closeMessage({ message }: OpenMessage): void {
  if (message.refusal === "") message.refusal = null;
}

/** Adds one `delta`. */
export function addDelta(open: OpenMessage, delta: JsonObject): void {
  open.isSpoken = endsSound(delta);
  for (const [key, value] of Object.entries(delta)) {
    const add = adders.get(key);
    if (add !== undefined) add(open, value, key);
    else if (value !== null && value !== "") setKey(open.message, key, value);
  }
}
