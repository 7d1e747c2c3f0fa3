/** What the events of a chat stream mean for texts, and how to end such a stream early. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import type { Json, StreamCloser, StreamDelta, StreamFacts, StreamReader } from "./dialect-adapter";
import { createPartPlacer, createToolCallPlacer, type PartPlacer, type ToolCallPlacer } from "./openai-chat-parts";
import { isSignedDetail } from "./openai-chat-slots";

interface ChoiceState {
  readonly parts: PartPlacer;
  readonly placeCall: ToolCallPlacer;
  /** Texts that may go on, and for how many events others have spoken since. */
  readonly running: Map<string, number>;
}

interface Target {
  readonly deltas: StreamDelta[];
  /** Path of the message in the whole body. */
  readonly slot: string;
  /** Path of the delta in the event. */
  readonly event: string;
}

export const noFacts: StreamFacts = { deltas: [], copies: [], ends: [] };

function addText(target: Target, path: string, kind: SlotKind, value: Json | undefined): void {
  if (typeof value !== "string") return;
  const { slot, event } = target;
  target.deltas.push({ slotPath: slot + path, eventPath: event + path, kind, format: "text", text: value });
}

function addPart(target: Target, position: number, order: number, part: JsonObject): void {
  const slot = `${target.slot}.content[${position}]`;
  const event = `${target.event}.content[${order}]`;
  addText({ ...target, slot, event }, ".text", "assistant", part.text);
  for (const [index, piece] of asArray(part.thinking).entries()) {
    const text = asString(asObject(piece)?.text);
    if (text === null) continue;
    const eventPath = `${event}.thinking[${index}].text`;
    target.deltas.push({ slotPath: `${slot}.thinking[0].text`, eventPath, kind: "reasoning", format: "text", text });
  }
}

function addContent(target: Target, state: ChoiceState, content: Json | undefined): void {
  if (typeof content === "string") {
    if (!state.parts.hasParts()) {
      addText(target, ".content", "assistant", content);
      return;
    }
    const slotPath = `${target.slot}.content[${state.parts.place("text")}].text`;
    const eventPath = `${target.event}.content`;
    target.deltas.push({ slotPath, eventPath, kind: "assistant", format: "text", text: content });
    return;
  }
  for (const [order, part] of asArray(content).entries()) {
    if (isObject(part)) addPart(target, state.parts.place(asString(part.type) ?? "text"), order, part);
  }
}

function addArguments(target: Target, slotPath: string, eventPath: string, value: Json | undefined): void {
  if (typeof value !== "string") return;
  target.deltas.push({ slotPath, eventPath, kind: "tool-arguments", format: "json", text: value });
}

function addToolCalls(target: Target, state: ChoiceState, delta: JsonObject): void {
  for (const [order, call] of asArray(delta.tool_calls).entries()) {
    if (!isObject(call)) continue;
    const slot = `${target.slot}.tool_calls[${state.placeCall(call)}]`;
    const event = `${target.event}.tool_calls[${order}]`;
    const name = ".function.arguments";
    addArguments(target, slot + name, event + name, asObject(call.function)?.arguments);
    addText({ ...target, slot, event }, ".custom.input", "tool-arguments", asObject(call.custom)?.input);
  }
  const name = ".function_call.arguments";
  addArguments(target, target.slot + name, target.event + name, asObject(delta.function_call)?.arguments);
}

function addReasoning(target: Target, delta: JsonObject): void {
  addText(target, ".reasoning_content", "reasoning", delta.reasoning_content);
  addText(target, ".reasoning", "reasoning", delta.reasoning);
  for (const [order, detail] of asArray(delta.reasoning_details).entries()) {
    if (!isObject(detail) || isSignedDetail(detail)) continue;
    const slot = `${target.slot}.reasoning_details[${asNumber(detail.index) ?? order}]`;
    const event = `${target.event}.reasoning_details[${order}]`;
    addText({ ...target, slot, event }, ".text", "reasoning", detail.text);
    addText({ ...target, slot, event }, ".summary", "reasoning", detail.summary);
  }
}

function addDelta(target: Target, state: ChoiceState, delta: JsonObject): void {
  addReasoning(target, delta);
  addContent(target, state, delta.content);
  addText(target, ".refusal", "refusal", delta.refusal);
  if (delta.tool_calls !== undefined || delta.function_call !== undefined) addToolCalls(target, state, delta);
  const transcript = asObject(delta.audio)?.transcript;
  if (transcript !== undefined) addText(target, ".audio.transcript", "assistant", transcript);
}

/** For so many events of others a text that paused is taken to go on: a value may be split around them. */
const longestPause = 8;

/**
 * When others have spoken for a while (an answer after reasoning, a tool call after an answer), the texts that ran before have
 * ended: otherwise what they hold back would hold everything behind it until the stream finishes.
 */
function switchTexts(state: ChoiceState, deltas: readonly StreamDelta[], from: number, ends: string[]): void {
  const spoken = deltas.slice(from).filter((delta) => delta.text !== "");
  if (spoken.length === 0) return;
  for (const [path, pauses] of state.running) {
    if (spoken.some((delta) => delta.slotPath === path)) continue;
    if (pauses < longestPause) state.running.set(path, pauses + 1);
    else {
      state.running.delete(path);
      ends.push(path);
    }
  }
  for (const delta of spoken) if (delta.format === "text") state.running.set(delta.slotPath, 0);
}

/**
 * The reader of one chat (or legacy completion) stream. A `finish_reason` ends no text: some providers speak after it, and what
 * is held then leaves with the end of the stream, which follows at once.
 */
export function createChatReader(): StreamReader {
  const states = new Map<number, ChoiceState>();

  function readChoice(choice: JsonObject, order: number, deltas: StreamDelta[], ends: string[]): void {
    const index = asNumber(choice.index) ?? order;
    let state = states.get(index);
    if (state === undefined) {
      state = { parts: createPartPlacer(), placeCall: createToolCallPlacer(), running: new Map() };
      states.set(index, state);
    }
    const from = deltas.length;
    const delta = asObject(choice.delta);
    if (delta !== null) {
      addDelta({ deltas, slot: `choices[${index}].message`, event: `choices[${order}].delta` }, state, delta);
    }
    addText({ deltas, slot: `choices[${index}]`, event: `choices[${order}]` }, ".text", "assistant", choice.text);
    switchTexts(state, deltas, from, ends);
  }

  return (_name, data) => {
    const choices = asArray(asObject(data)?.choices);
    if (choices.length === 0) return noFacts;
    const deltas: StreamDelta[] = [];
    const ends: string[] = [];
    for (const [order, choice] of choices.entries()) if (isObject(choice)) readChoice(choice, order, deltas, ends);
    return { deltas, copies: [], ends };
  };
}

/** Ends a chat stream with `finish_reason: "content_filter"` for every choice that has not finished. */
export function createChatCloser(): StreamCloser {
  const open = new Set<number>();
  let head: JsonObject = {};
  return {
    observe: (_name, data) => {
      const chunk = asObject(data);
      if (chunk === null) return;
      if (typeof chunk.id === "string" && chunk.id !== "") head = chunk;
      for (const [order, choice] of asArray(chunk.choices).entries()) {
        const index = asNumber(asObject(choice)?.index) ?? order;
        if (typeof asObject(choice)?.finish_reason === "string") open.delete(index);
        else open.add(index);
      }
    },
    close: () => {
      const { id = "chatcmpl-blocked", created = 0, model = "" } = head;
      const object = asString(head.object) ?? "chat.completion.chunk";
      const isText = object === "text_completion";
      const choices = [...(open.size === 0 ? [0] : open)].map((index) => {
        const piece = isText ? { text: "" } : { delta: {} };
        return { index, ...piece, logprobs: null, finish_reason: "content_filter" };
      });
      return `data: ${JSON.stringify({ id, object, created, model, choices })}\n\ndata: [DONE]\n\n`;
    },
  };
}
