/** Streams of pictures and sounds, put together to what the same call answers without streaming. */
import { asArray, asNumber, asString, isObject, tryParseJson, type JsonObject } from "../json/json-access";
import type { AssembledStream, Json, SseEvent } from "./dialect-adapter";

/** What every one of these streams may say besides its own events. */
interface Read {
  readonly type: string;
  readonly event: JsonObject;
}

interface ReadStream {
  readonly events: readonly Read[];
  readonly error: Json;
}

/** The events that are JSON objects, each with its type, up to `[DONE]`; and the error, where one says so. */
export function readTyped(events: Iterable<SseEvent>): ReadStream {
  const read: Read[] = [];
  let error: Json = null;
  for (const { name, data } of events) {
    if (data.trim() === "[DONE]") break;
    const event = tryParseJson(data);
    if (!isObject(event)) continue;
    const type = asString(event.type) ?? name ?? "";
    if (type === "error" || isObject(event.error)) error = event.error ?? event;
    else read.push({ type, event });
  }
  return { events: read, error };
}

function pick(event: JsonObject, keys: readonly string[]): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const key of keys) {
    const value = event[key];
    if (value !== undefined && value !== null) found[key] = value;
  }
  return found;
}

const imageTerms = ["background", "output_format", "quality", "size", "usage"];

/** `POST /v1/images/generations` and `/edits`: the finished pictures; before the end, the last unfinished state of one. */
export function assembleImages(stream: Iterable<SseEvent>): AssembledStream {
  const { events, error } = readTyped(stream);
  const finished = events.filter(({ type }) => type.endsWith(".completed"));
  const shown = finished.length > 0 ? finished : events.filter(({ type }) => type.endsWith(".partial_image")).slice(-1);
  const last = shown.at(-1)?.event;
  if (last === undefined) return { body: null, isComplete: false, error };
  const data = shown.map(({ event }) => pick(event, ["b64_json", "url", "revised_prompt"]));
  const body = { created: asNumber(last.created_at) ?? 0, ...pick(last, imageTerms), data };
  return { body, isComplete: finished.length > 0 && error === null, error };
}

/** Base64 that comes in pieces of which each may be padded on its own. */
function joinBase64(pieces: readonly string[]): string {
  const isPlain = pieces.slice(0, -1).every((piece) => piece.length % 4 === 0 && !piece.endsWith("="));
  if (isPlain) return pieces.join("");
  try {
    return btoa(pieces.map((piece) => atob(piece)).join(""));
  } catch {
    return pieces.join("");
  }
}

/** Longer sounds are in the raw bytes only: nobody reads them, and every copy would be stored. */
const longestAudio = 64 * 1024;

/** `POST /v1/audio/speech` with `stream_format: "sse"`: the sound, which without streaming is the body itself. */
export function assembleSpeech(stream: Iterable<SseEvent>): AssembledStream {
  const { events, error } = readTyped(stream);
  const pieces = events.flatMap(({ type, event }) =>
    type === "speech.audio.delta" ? [asString(event.audio) ?? ""] : [],
  );
  const done = events.find(({ type }) => type === "speech.audio.done")?.event;
  if (pieces.length === 0 && done === undefined) return { body: null, isComplete: false, error };
  const sound = joinBase64(pieces);
  const audio: Json = sound.length > longestAudio ? { size: Math.floor((sound.length * 3) / 4) } : sound;
  const body = { audio, ...pick(done ?? {}, ["usage"]) };
  return { body, isComplete: done !== undefined && error === null, error };
}

function joinDeltas(events: readonly Read[], segments: readonly JsonObject[]): string {
  const deltas = events.filter(({ type }) => type === "transcript.text.delta");
  if (deltas.length > 0) return deltas.map(({ event }) => asString(event.delta) ?? "").join("");
  return segments.map(({ text }) => asString(text) ?? "").join(" ");
}

/** `POST /v1/audio/transcriptions`: what was said, with its segments where speakers were told apart. */
export function assembleTranscription(stream: Iterable<SseEvent>): AssembledStream {
  const { events, error } = readTyped(stream);
  const done = events.findLast(({ type }) => type === "transcript.text.done")?.event;
  const segments = events.flatMap(({ type, event }) => {
    if (type !== "transcript.text.segment") return [];
    return [{ type, ...pick(event, ["id", "start", "end", "text", "speaker"]) }];
  });
  const deltas = events.filter(({ type }) => type === "transcript.text.delta");
  if (done === undefined && deltas.length + segments.length === 0) return { body: null, isComplete: false, error };
  const logprobs = deltas.flatMap(({ event }) => asArray(event.logprobs));
  const rest = Object.entries(done ?? {}).filter(([key]) => key !== "type");
  const body: Json = {
    ...(logprobs.length > 0 && { logprobs }),
    ...Object.fromEntries(rest),
    text: asString(done?.text) ?? joinDeltas(events, segments),
    ...(segments.length > 0 && { segments }),
  };
  return { body, isComplete: done !== undefined && error === null, error };
}
