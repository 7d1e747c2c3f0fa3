/**
 * What a stream must keep to, so that every client can read it: the twelve rules of the Anthropic wire format, and their like for
 * chat and Responses. Recorded streams break some of them; a rewritten stream must not break one that its original keeps.
 */
import type { SseEvent } from "@/lib/core/dialects/dialect-adapter";
import { asArray, asNumber, asObject, asString, tryParseJson, type JsonObject } from "@/lib/core/json/json-access";

/** Broken rules, by name, each once. */
export type BrokenRules = ReadonlySet<string>;

type Break = (rule: string) => void;

interface NamedEvent {
  readonly name: string | null;
  readonly type: string;
  readonly event: JsonObject;
}

function readNamed(events: readonly SseEvent[]): NamedEvent[] {
  return events.flatMap(({ name, data }) => {
    const event = asObject(tryParseJson(data));
    return event === null ? [] : [{ name, type: asString(event.type) ?? name ?? "", event }];
  });
}

interface Blocks {
  readonly started: Set<number>;
  readonly stopped: Set<number>;
  last: number;
}

function checkBlock(blocks: Blocks, type: string, index: number, report: Break): void {
  const isDelta = type === "content_block_delta";
  if (!blocks.started.has(index)) report(isDelta ? "delta_after_start" : "stop_after_start");
  else if (blocks.stopped.has(index)) report(isDelta ? "delta_before_stop" : "block_stopped_once");
  if (type === "content_block_stop") blocks.stopped.add(index);
}

function startBlock(blocks: Blocks, index: number, report: Break): void {
  if (index <= blocks.last) report("block_start_monotonic");
  blocks.last = index;
  blocks.started.add(index);
}

/** The blocks of a message: each started once, in order, then filled, then stopped once. */
function checkBlocks(events: readonly NamedEvent[], report: Break): void {
  const blocks: Blocks = { started: new Set(), stopped: new Set(), last: -1 };
  for (const { type, event } of events) {
    if (!type.startsWith("content_block_")) continue;
    const index = asNumber(event.index);
    if (index === null) report("block_index_present");
    else if (index < 0) report("block_index_non_negative");
    else if (type === "content_block_start") startBlock(blocks, index, report);
    else checkBlock(blocks, type, index, report);
  }
  if (blocks.stopped.size < blocks.started.size) report("blocks_closed");
}

function checkMessages(all: readonly SseEvent[], report: Break): void {
  const events = readNamed(all).filter(({ type }) => type !== "ping");
  if (events.length === 0) report("non_empty");
  if (events[0]?.type !== "message_start") report("message_start_first");
  if (events.at(-1)?.type !== "message_stop") report("message_stop_last");
  const delta = events.findIndex(({ type }) => type === "message_delta");
  const lastContent = events.findLastIndex(({ type }) => type.startsWith("content_block_"));
  if (delta >= 0 && lastContent > delta) report("content_before_message_delta");
  if (events.some(({ name, type }) => name !== type)) report("name_is_type");
  checkBlocks(events, report);
}

function saysSomething(choice: JsonObject): boolean {
  const delta = asObject(choice.delta) ?? {};
  const texts = [choice.text, delta.content, delta.refusal, delta.reasoning, delta.reasoning_content];
  return texts.some((text) => typeof text === "string" && text !== "") || asArray(delta.tool_calls).length > 0;
}

interface Choices {
  readonly open: Set<number>;
  readonly finished: Set<number>;
}

function checkChoice({ open, finished }: Choices, choice: JsonObject, order: number, report: Break): void {
  const index = asNumber(choice.index) ?? order;
  open.add(index);
  if (choice.index === undefined) report("choice_index_present");
  if (finished.has(index) && saysSomething(choice)) report("text_before_finish");
  if (typeof choice.finish_reason !== "string") return;
  if (finished.has(index)) report("finished_once");
  finished.add(index);
}

function checkChat(all: readonly SseEvent[], report: Break): void {
  const choices: Choices = { open: new Set(), finished: new Set() };
  const doneAt = all.findIndex(({ data }) => data.trim() === "[DONE]");
  if (all.length === 0) report("non_empty");
  if (doneAt !== all.length - 1) report("done_last");
  for (const { data } of all) {
    if (data.trim() === "[DONE]") continue;
    const chunk = asObject(tryParseJson(data));
    if (chunk === null) report("chunk_is_json");
    for (const [order, value] of asArray(chunk?.choices).entries()) {
      checkChoice(choices, asObject(value) ?? {}, order, report);
    }
  }
  if (choices.finished.size < choices.open.size) report("choices_finished");
}

const terminal = /^response\.(?:completed|incomplete|failed)$/;

function readPlace({ output_index, content_index, summary_index }: JsonObject, name: string): string {
  return JSON.stringify([name, output_index ?? null, content_index ?? null, summary_index ?? null]);
}

/** The whole text of a `.done` event, whatever it is called there. */
function readWhole(event: JsonObject): string | null {
  const found = ["text", "refusal", "arguments", "input", "code"].find((key) => typeof event[key] === "string");
  return found === undefined ? null : asString(event[found]);
}

/** Every text comes as deltas and then whole: both must say the same. */
function checkTexts(events: readonly NamedEvent[], report: Break): void {
  const said = new Map<string, string>();
  for (const { type, event } of events) {
    const [, name = "", step = ""] = /^response\.([\w.]+)\.(delta|done)$/.exec(type) ?? [];
    const place = readPlace(event, name);
    const whole = step === "done" ? readWhole(event) : null;
    if (step === "delta") said.set(place, (said.get(place) ?? "") + (asString(event.delta) ?? ""));
    if (whole !== null && whole !== (said.get(place) ?? "")) report("done_is_deltas");
  }
}

/** The last event repeats all items. */
function checkItems(events: readonly NamedEvent[], report: Break): void {
  const items = new Map<number, string>();
  for (const { type, event } of events) {
    if (type === "response.output_item.done") items.set(asNumber(event.output_index) ?? 0, JSON.stringify(event.item));
    if (!terminal.test(type)) continue;
    for (const [index, item] of asArray(asObject(event.response)?.output).entries()) {
      const known = items.get(index);
      if (known !== undefined && known !== JSON.stringify(item)) report("output_is_items");
    }
  }
}

/** Names, numbers and the order of items. */
function checkOrder(events: readonly NamedEvent[], report: Break): void {
  const added = new Set<number>();
  let sequence = -Infinity;
  for (const { name, type, event } of events) {
    if (name !== null && name !== type) report("name_is_type");
    const number = asNumber(event.sequence_number) ?? -Infinity;
    if (number <= sequence) report("sequence_grows");
    sequence = number;
    const index = asNumber(event.output_index);
    if (index === null) continue;
    if (type === "response.output_item.added") added.add(index);
    else if (!added.has(index)) report("item_added_first");
  }
}

function checkResponses(all: readonly SseEvent[], report: Break): void {
  const events = readNamed(all);
  if (events.length === 0) report("non_empty");
  if (events[0]?.type !== "response.created") report("created_first");
  if (!terminal.test(events.at(-1)?.type ?? "")) report("terminal_last");
  checkOrder(events, report);
  checkTexts(events, report);
  checkItems(events, report);
}

const checks: Readonly<Record<string, (events: readonly SseEvent[], report: Break) => void>> = {
  "openai-chat": checkChat,
  "openai-completions": checkChat,
  "openai-responses": checkResponses,
  "anthropic-messages": checkMessages,
};

/** The rules that a stream breaks. @param dialect id of its adapter */
export function checkStreamRules(dialect: string, events: readonly SseEvent[]): BrokenRules {
  const broken = new Set<string>();
  checks[dialect]?.(events, (rule) => {
    broken.add(rule);
  });
  return broken;
}
