/**
 * What must be known of one wire format to read and edit its texts: where they are in a whole body, which piece of which
 * text a stream event carries, and how events add up to the body that a call without streaming would have answered.
 */
import type { SlotKind } from "../contracts/policy";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One editable text of a body. `json`: the text is itself JSON (tool arguments), so edits must keep it valid. */
export interface SlotValue {
  readonly path: string;
  readonly kind: SlotKind;
  readonly format: "text" | "json";
  readonly text: string;
  /** The value is a number: an edit replaces all of it by a string. */
  readonly isNumber?: boolean;
}

/** One server-sent event as it arrived. */
export interface SseEvent {
  /** The `event:` field, or `null`. */
  readonly name: string | null;
  /** All `data:` lines joined with LF. */
  readonly data: string;
}

/** A piece of a growing text inside one stream event. */
export interface StreamDelta {
  /** Path of the whole text in the reassembled body, for example `choices[0].message.content`: the slot's identity. */
  readonly slotPath: string;
  /** Path of this piece in the event's own JSON, for example `choices[0].delta.content`. */
  readonly eventPath: string;
  readonly kind: SlotKind;
  readonly format: "text" | "json";
  readonly text: string;
  /**
   * Where edits of a `json` text are recorded: `text` as offsets of the JSON text (OpenAI's arguments strings), `leaves` as
   * path and offsets of the string inside (Anthropic's `input`, which is an object in the reassembled body).
   */
  readonly record?: "text" | "leaves";
  /** The value is a number, which only a whole text can be: an edit replaces all of it by a string. */
  readonly isNumber?: boolean;
}

/** Puts the events of one stream together. */
export type StreamAssembler = (events: Iterable<SseEvent>) => AssembledStream;

/** All that a growing text has said so far, once more: it becomes what the client was sent of that text. */
export interface StreamEcho {
  readonly slotPath: string;
  readonly eventPath: string;
  readonly text: string;
}

/** What one event means for texts. */
export interface StreamFacts {
  readonly deltas: readonly StreamDelta[];
  /** Texts that this event carries whole a second time (`*.done`, `response.completed`); scanned afresh. */
  readonly copies: readonly StreamDelta[];
  readonly echoes?: readonly StreamEcho[];
  /** Slots (by path, or path prefix ending in `.` or `[`) that will get no more text; decided before this event leaves. */
  readonly ends: readonly string[];
}

export interface AssembledStream {
  /** The body that a call without streaming would have returned, as far as the events went; `null` without any. */
  readonly body: Json;
  /** Whether the stream came to its own proper end. */
  readonly isComplete: boolean;
  /** An error object that came inside the stream. */
  readonly error: Json;
}

/** Reads the events of one stream in order; keeps what it must know of earlier ones (which tool call, which block). */
export type StreamReader = (name: string | null, data: Json) => StreamFacts;

/** Ends a stream early in a way that SDKs of the dialect accept, after what has already left. */
export interface StreamCloser {
  /** Takes note of an event that leaves for the client. */
  readonly observe: (name: string | null, data: Json) => void;
  /** The events that end the stream as refused. */
  readonly close: (message: string) => string;
}

/** Where the texts of whole bodies are. */
export interface BodyReader {
  readonly listRequestSlots: (body: Json) => SlotValue[];
  readonly listResponseSlots: (body: Json) => SlotValue[];
}

export interface DialectAdapter extends BodyReader {
  readonly id:
    | "openai-chat"
    | "openai-completions"
    | "openai-responses"
    | "openai-threads"
    | "openai-transcriptions"
    | "openai-images"
    | "anthropic-messages";
  readonly createStreamReader: () => StreamReader;
  readonly createStreamCloser: () => StreamCloser;
  readonly assembleStream: StreamAssembler;
  /** First words of the last thing that the user said. */
  readonly previewRequest: (body: Json) => string | null;
  /** First words of the answer. */
  readonly previewResponse: (body: Json) => string | null;
}
