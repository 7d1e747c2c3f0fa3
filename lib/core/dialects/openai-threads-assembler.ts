/** Adds up the events of a run's stream (assistants) to the run that a call without streaming would have answered. */
import { asArray, asNumber, asObject, asString, isObject, setKey, tryParseJson } from "../json/json-access";
import type { JsonObject, OpenObject } from "../json/json-access";
import type { AssembledStream, Json, SseEvent } from "./dialect-adapter";

/** What an event of a run is about; `null` for what is none of these. */
export type ThreadObject = "message" | "step" | "run" | "thread";

/** @param name the event's, such as `thread.run.step.delta`; the object says the same where it is missing */
export function nameThreadObject(name: string): ThreadObject | null {
  const [, first = "", second = ""] = /^thread(?:\.(message|run)(?:\.(step))?)?(?=\.|$)/.exec(name) ?? ["", "none"];
  if (first === "none") return null;
  if (first === "message") return "message";
  if (first === "run") return second === "step" ? "step" : "run";
  return "thread";
}

/** The name of an event of a run: its own, or that of the object that it carries. */
export function readThreadEventName(name: string | null, event: JsonObject): string {
  return name ?? asString(event.object) ?? "";
}

/** Positions of the things with ids, in order of first sight. */
export type IdPlacer = (id: Json | undefined) => number;

/** Makes the placer of one stream's messages or steps. */
export function createIdPlacer(): IdPlacer {
  const positions = new Map<string, number>();
  return (id) => {
    const key = asString(id) ?? "";
    const known = positions.get(key);
    if (known !== undefined) return known;
    positions.set(key, positions.size);
    return positions.size - 1;
  };
}

/** Where an entry of a list in a delta belongs. */
export function readPosition(entry: JsonObject, order: number): number {
  return Math.min(Math.max(Math.trunc(asNumber(entry.index) ?? order), 0), 1024);
}

function accumulateList(known: readonly Json[], pieces: readonly Json[]): Json[] {
  const list = [...known];
  for (const [order, piece] of pieces.entries()) {
    if (!isObject(piece)) {
      list.push(piece);
      continue;
    }
    const position = readPosition(piece, order);
    while (list.length < position) list.push(null);
    const rest = Object.entries(piece).filter(([key]) => key !== "index");
    list[position] = accumulate(list[position] ?? null, Object.fromEntries(rest));
  }
  return list;
}

function accumulateValue(known: Json, piece: Json, key: string): Json {
  if (typeof known === "string" && typeof piece === "string" && key !== "type") return known + piece;
  if (typeof piece === "object" && piece !== null) return accumulate(known, piece);
  return piece ?? known;
}

/** As `AssistantStream.accumulateDelta` of the SDK: strings go on, lists by `index`, objects key by key. */
function accumulate(known: Json, piece: Json): Json {
  if (Array.isArray(piece)) return accumulateList(asArray(known), piece as readonly Json[]);
  if (!isObject(piece)) return piece;
  const merged: OpenObject = { ...asObject(known) };
  for (const [key, value] of Object.entries(piece)) {
    const before = Object.hasOwn(merged, key) ? (merged[key] ?? null) : null;
    setKey(merged, key, accumulateValue(before, value, key));
  }
  return merged;
}

interface Things {
  readonly place: IdPlacer;
  readonly list: JsonObject[];
}

interface OpenRun {
  run: JsonObject | null;
  thread: JsonObject | null;
  readonly messages: Things;
  readonly steps: Things;
  isDone: boolean;
  error: Json;
}

/** A message that has begun has no content yet: what its deltas said stays until it is there whole. */
function replace(known: JsonObject | undefined, whole: JsonObject): JsonObject {
  const hasContent = asArray(whole.content).length > 0 || asArray(known?.content).length === 0;
  return known === undefined || hasContent ? whole : { ...whole, content: known.content ?? [] };
}

function addThing({ place, list }: Things, event: JsonObject, isDelta: boolean): void {
  const position = place(event.id);
  const known = list[position];
  const object = asString(event.object)?.replace(/\.delta$/, "") ?? "";
  if (!isDelta) list[position] = replace(known, event);
  else list[position] = asObject(accumulate(known ?? { id: event.id ?? null, object }, event.delta ?? null)) ?? {};
}

const ended = /\.(?:completed|failed|cancelled|expired|incomplete|requires_action)$/;

function addEvent(open: OpenRun, name: string, event: JsonObject): void {
  const what = nameThreadObject(name);
  if (name === "error") open.error = event.error ?? event;
  else if (what === "message") addThing(open.messages, event, name.endsWith(".delta"));
  else if (what === "step") addThing(open.steps, event, name.endsWith(".delta"));
  else if (what === "thread") open.thread = event;
  else if (what === "run") {
    open.run = event;
    open.isDone ||= ended.test(name);
    if (event.status === "failed") open.error = event.last_error ?? open.error;
  }
}

/** The run, with the messages and steps that came with it: elsewhere they are asked for by calls of their own. */
export function assembleThread(events: Iterable<SseEvent>): AssembledStream {
  const things = (): Things => ({ place: createIdPlacer(), list: [] });
  const open: OpenRun = { run: null, thread: null, messages: things(), steps: things(), isDone: false, error: null };
  for (const { name, data } of events) {
    if (data.trim() === "[DONE]") {
      open.isDone = true;
      break;
    }
    const event = tryParseJson(data);
    if (isObject(event)) addEvent(open, readThreadEventName(name, event), event);
  }
  const { run, thread, error } = open;
  const messages = open.messages.list;
  const steps = open.steps.list;
  const isComplete = open.isDone && error === null;
  if (run === null && messages.length + steps.length === 0) return { body: thread, isComplete, error };
  const body: Json = { ...run, ...(messages.length > 0 && { messages }), ...(steps.length > 0 && { steps }) };
  return { body, isComplete, error };
}
