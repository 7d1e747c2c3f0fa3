/** Adds up the events of an Anthropic stream as `MessageStream` of its SDK does, tolerant of what proxies send. */
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
import { isDeeperThan } from "../json/is-deeper-than";
import type { AssembledStream, Json, SseEvent } from "./dialect-adapter";

/**
 * Positions of blocks in the message. A block that starts at an index already taken (a proxy glued two messages together)
 * becomes a new one at the end, so nothing is lost.
 */
export interface BlockPlacer {
  readonly start: (index: number) => number;
  readonly find: (index: number) => number | undefined;
}

/** Makes the block placer of one stream. */
export function createBlockPlacer(): BlockPlacer {
  const positions = new Map<number, number>();
  let count = 0;
  return {
    start: (index) => {
      positions.set(index, count);
      return count++;
    },
    find: (index) => positions.get(index),
  };
}

interface OpenMessage {
  message: OpenObject | null;
  readonly blocks: OpenObject[];
  readonly placer: BlockPlacer;
  /** JSON of tool inputs so far, by block position. */
  readonly inputs: Map<number, string>;
  isStopped: boolean;
  error: Json;
}

function append(block: OpenObject, key: string, value: Json | undefined): void {
  if (typeof value === "string") block[key] = (asString(block[key]) ?? "") + value;
}

function mergeUsage(message: OpenObject, usage: Json | undefined): void {
  if (!isObject(usage)) return;
  const merged = copyObject(asObject(message.usage) ?? {});
  for (const [key, value] of Object.entries(usage)) if (value !== null) setKey(merged, key, value);
  message.usage = merged;
}

type DeltaHandler = (block: OpenObject, delta: JsonObject) => void;

const deltaHandlers: ReadonlyMap<string, DeltaHandler> = new Map<string, DeltaHandler>([
  [
    "text_delta",
    (block, { text }) => {
      append(block, "text", text);
    },
  ],
  [
    "thinking_delta",
    (block, { thinking }) => {
      append(block, "thinking", thinking);
    },
  ],
  [
    "signature_delta",
    (block, { signature }) => {
      block.signature = signature ?? "";
    },
  ],
  [
    "citations_delta",
    (block, { citation }) => {
      block.citations = [...asArray(block.citations), citation ?? null];
    },
  ],
  [
    "compaction_delta",
    (block, { content, encrypted_content: encrypted }) => {
      // The whole of it at once; nothing where it failed.
      block.content = content ?? null;
      if (encrypted !== undefined) block.encrypted_content = encrypted;
    },
  ],
]);

function addDelta(open: OpenMessage, position: number, delta: JsonObject): void {
  const block = open.blocks[position];
  if (block === undefined) return;
  deltaHandlers.get(asString(delta.type) ?? "")?.(block, delta);
  if (delta.type === "input_json_delta" && typeof delta.partial_json === "string") {
    open.inputs.set(position, (open.inputs.get(position) ?? "") + delta.partial_json);
  }
}

/** Deeper than any tool's arguments; a record of more could not be written. */
const deepestInput = 150;

function readInput(text: string): Json {
  const input = tryParseJson(text);
  return input === undefined || isDeeperThan(input, deepestInput) ? text : input;
}

/** `input` of a tool call: nothing said means no arguments; text that is not JSON (cut, or fine-grained) stays text. */
function closeInputs(open: OpenMessage): void {
  for (const [position, text] of open.inputs) {
    const block = open.blocks[position];
    if (block !== undefined && text !== "") block.input = readInput(text);
  }
}

type Handler = (open: OpenMessage, event: JsonObject) => void;

/** Where another model went on, the message is its message, as without streaming. */
function nameModel({ message }: OpenMessage, block: OpenObject): void {
  const model = block.type === "fallback" ? asString(asObject(block.to)?.model) : null;
  if (model !== null && message !== null) message.model = model;
}

/** Said beside a message's last words, and no part of them. */
const besideDelta = ["context_management", "input_transformations"] as const;

function addEnd(message: OpenObject, event: JsonObject): void {
  for (const [key, value] of Object.entries(asObject(event.delta) ?? {})) {
    // What the start said of the container holds when the end does not say it again.
    if (key !== "container" || value !== null || message.container === undefined) setKey(message, key, value);
  }
  for (const key of besideDelta) {
    const value = event[key];
    if (value !== undefined && (value !== null || message[key] === undefined)) message[key] = value;
  }
  mergeUsage(message, event.usage);
}

const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    "message_start",
    (open, event) => {
      const message = asObject(event.message);
      if (message === null || open.message !== null) return;
      open.message = copyObject(message);
      for (const [index, block] of asArray(message.content).entries()) {
        if (isObject(block)) open.blocks[open.placer.start(index)] = copyObject(block);
      }
    },
  ],
  [
    "content_block_start",
    (open, event) => {
      const position = open.placer.start(asNumber(event.index) ?? open.blocks.length);
      const block = copyObject(asObject(event.content_block) ?? {});
      open.blocks[position] = block;
      nameModel(open, block);
    },
  ],
  [
    "content_block_delta",
    (open, event) => {
      const position = open.placer.find(asNumber(event.index) ?? open.blocks.length - 1);
      const delta = asObject(event.delta);
      if (position !== undefined && delta !== null) addDelta(open, position, delta);
    },
  ],
  [
    "message_delta",
    (open, event) => {
      addEnd((open.message ??= {}), event);
    },
  ],
  [
    "message_stop",
    (open) => {
      open.isStopped = true;
    },
  ],
  [
    "error",
    (open, event) => {
      open.error = event.error ?? event;
    },
  ],
]);

/** The message that a call without streaming would have returned. */
export function assembleMessage(events: Iterable<SseEvent>): AssembledStream {
  const open: OpenMessage = {
    message: null,
    blocks: [],
    placer: createBlockPlacer(),
    inputs: new Map(),
    isStopped: false,
    error: null,
  };
  for (const { name, data } of events) {
    const event = tryParseJson(data);
    if (!isObject(event)) continue;
    handlers.get(asString(event.type) ?? name ?? "")?.(open, event);
  }
  closeInputs(open);
  const { message, blocks, error } = open;
  if (message === null && blocks.length === 0) return { body: null, isComplete: false, error };
  return { body: { ...message, content: blocks }, isComplete: open.isStopped && error === null, error };
}
