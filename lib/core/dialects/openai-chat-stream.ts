/** What the events of a chat stream mean for texts, and how to end such a stream early. */
import type { SlotKind } from "../contracts/policy";
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { listNamedTexts } from "../json/list-named-texts";
import type {
  Json,
  SlotValue,
  StreamCloser,
  StreamDelta,
  StreamEcho,
  StreamFacts,
  StreamReader,
} from "./dialect-adapter";
import { createPartPlacer, createToolCallPlacer, type PartPlacer, type ToolCallPlacer } from "./openai-chat-parts";
import {
  addChatMessage,
  addLeafSlots,
  addOtherPart,
  besideContent,
  isSignedDetail,
  searchLists,
} from "./openai-chat-slots";
import { toCopies } from "./stream-copies";

interface ChoiceState {
  /** How many items of the lists beside the content there are so far. */
  readonly listed: Map<string, number>;
  /** What was said so far, where every event repeats it. */
  heard: string | null;
  readonly parts: PartPlacer;
  readonly placeCall: ToolCallPlacer;
  /** Texts that may go on, and for how many events others have spoken since. */
  readonly running: Map<string, number>;
}

interface Target {
  readonly deltas: StreamDelta[];
  /** Texts that this event brings whole. */
  readonly copies: StreamDelta[];
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

/** Adds what slots say that were listed for a value at this place of the event. */
function addWhole({ copies }: Target, slots: readonly SlotValue[], slotRoot: string, eventRoot: string): void {
  if (slots.length > 0) copies.push(...toCopies(slots, { listedRoot: eventRoot, slotRoot, eventRoot }));
}

function addPart(target: Target, position: number, order: number, part: JsonObject): void {
  const slot = `${target.slot}.content[${position}]`;
  const event = `${target.event}.content[${order}]`;
  const others: SlotValue[] = [];
  addOtherPart(others, event, "assistant", part);
  addWhole(target, others, slot, event);
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
  if (typeof value !== "string") {
    const leaves: SlotValue[] = [];
    if (isObject(value)) addLeafSlots(leaves, eventPath, value);
    addWhole(target, leaves, slotPath, eventPath);
    return;
  }
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

/** Items of a list that grows from event to event, each of them whole. */
function addListed(target: Target, state: ChoiceState, [key, kind]: (typeof besideContent)[number], list: Json): void {
  for (const [order, item] of asArray(list).entries()) {
    const position = state.listed.get(key) ?? 0;
    state.listed.set(key, position + 1);
    const event = `${target.event}.${key}[${order}]`;
    addWhole(target, listNamedTexts(item, event, kind), `${target.slot}.${key}[${position}]`, event);
  }
}

function addDelta(target: Target, state: ChoiceState, delta: JsonObject): void {
  addReasoning(target, delta);
  addContent(target, state, delta.content);
  addText(target, ".refusal", "refusal", delta.refusal);
  if (delta.tool_calls !== undefined || delta.function_call !== undefined) addToolCalls(target, state, delta);
  for (const beside of besideContent) {
    const list = delta[beside[0]];
    if (list !== undefined) addListed(target, state, beside, list);
  }
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

/** What an event of a chat stream means for texts, under construction. */
interface OpenFacts {
  readonly deltas: StreamDelta[];
  readonly copies: StreamDelta[];
  readonly echoes: StreamEcho[];
  readonly ends: string[];
}

/**
 * Perplexity repeats in every event all that was said so far. What is no such repetition of the deltas is a text of its own.
 * @param message of the choice, beside its delta
 */
function addMessage(
  facts: OpenFacts,
  state: ChoiceState,
  message: JsonObject,
  place: { slot: string; event: string },
): void {
  const { slot: slotRoot, event: eventRoot } = place;
  const text = message.content;
  if (typeof text === "string" && text === state.heard) {
    facts.echoes.push({ slotPath: `${slotRoot}.content`, eventPath: `${eventRoot}.content`, text });
    return;
  }
  const slots: SlotValue[] = [];
  addChatMessage(slots, eventRoot, message);
  facts.copies.push(...toCopies(slots, { listedRoot: eventRoot, slotRoot, eventRoot }));
}

/** Keeps what the deltas of a content said, where somebody repeats it. */
function hear(state: ChoiceState, spoken: readonly StreamDelta[], contentPath: string): void {
  for (const { slotPath, text } of spoken) if (slotPath === contentPath) state.heard = (state.heard ?? "") + text;
}

/**
 * The reader of one chat (or legacy completion) stream. A `finish_reason` ends no text: some providers speak after it, and what
 * is held then leaves with the end of the stream, which follows at once.
 */
export function createChatReader(): StreamReader {
  const states = new Map<number, ChoiceState>();

  function openState(index: number, choice: JsonObject): ChoiceState {
    let state = states.get(index);
    if (state === undefined) {
      const heard = isObject(choice.message) ? "" : null;
      const placeCall = createToolCallPlacer();
      state = { parts: createPartPlacer(), placeCall, running: new Map(), listed: new Map(), heard };
      states.set(index, state);
    }
    return state;
  }

  function readChoice(choice: JsonObject, order: number, facts: OpenFacts): void {
    const { deltas, copies, ends } = facts;
    const index = asNumber(choice.index) ?? order;
    const state = openState(index, choice);
    const from = deltas.length;
    const slot = `choices[${index}].message`;
    const delta = asObject(choice.delta);
    if (delta !== null) addDelta({ deltas, copies, slot, event: `choices[${order}].delta` }, state, delta);
    const whole = { deltas, copies, slot: `choices[${index}]`, event: `choices[${order}]` };
    addText(whole, ".text", "assistant", choice.text);
    switchTexts(state, deltas, from, ends);
    if (state.heard !== null) hear(state, deltas.slice(from), `${slot}.content`);
    if (isObject(choice.message)) addMessage(facts, state, choice.message, { slot, event: `${whole.event}.message` });
  }

  return (_name, data) => {
    const chunk = asObject(data);
    const choices = asArray(chunk?.choices);
    if (chunk === null) return noFacts;
    const facts: OpenFacts = { deltas: [], copies: [], echoes: [], ends: [] };
    for (const [order, choice] of choices.entries()) if (isObject(choice)) readChoice(choice, order, facts);
    for (const key of searchLists) {
      const found = chunk[key];
      if (found === undefined) continue;
      facts.copies.push(...toCopies(listNamedTexts(found, key, "tool-result"), { slotRoot: "", eventRoot: "" }));
    }
    return facts;
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
