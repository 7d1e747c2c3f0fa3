import { isUtf8 } from "node:buffer";
import { gunzipSync, inflateSync } from "node:zlib";
import type { Usage } from "@/lib/core/contracts/call";
import type { RecordedBody } from "@/lib/core/contracts/call-record";
import type { Json, StreamAssembler } from "@/lib/core/dialects/dialect-adapter";
import { readStreamUsage } from "@/lib/core/usage/read-usage";
import { decodeSse } from "@/lib/core/sse/decode-sse";
import { tooDeepNote } from "@/lib/core/json/is-deeper-than";
import { isEventStream } from "./fill-attributes";
import { isBinary, readLastEvent, readOther } from "./read-other";
import { hasLongNumber, hasRoundedNumber } from "./has-rounded-number";
import { hasHugeNumber, isStorableJson, nestsTooDeep, stringifyStorable } from "./sanitise-json";

/** The readable view of a body. */
export interface ReadableBody {
  /** JSON text that `jsonb` accepts, the very bytes where they can be: the body, or an honest note why it cannot be shown. */
  readonly json: string | Uint8Array;
  /** What the JSON text says. */
  readonly shown: Json;
  /** The body itself; `undefined` when only a note can be shown. */
  readonly value: Json | undefined;
  /** Whether a stream came to its own end; whole bodies are complete. */
  readonly isComplete: boolean;
  /** Whether an error came inside a stream that had begun well. */
  readonly hasError: boolean;
  /** Of a stream that is not reassembled. */
  readonly streamUsage?: Usage;
}

const byteOrderMark = Buffer.from("\ufeff");
const maxDecodedBytes = 64 * 1024 * 1024;
const noBody: ReadableBody = { json: "null", shown: null, value: undefined, isComplete: true, hasError: false };

const decoders = new Map([
  ["gzip", gunzipSync],
  ["x-gzip", gunzipSync],
  ["deflate", inflateSync],
]);

/** What there is of a body that cannot be shown. */
function describeKept({ captured, size }: RecordedBody): string {
  return captured < size ? `Only the first ${String(captured)} bytes were kept.` : "The raw bytes are kept.";
}

function describe(body: RecordedBody, note: string, notes: Set<string>): ReadableBody {
  // Of what was cut the size is no part of what is compared: two cut bodies would differ in nothing but that.
  const size = body.captured < body.size ? {} : { size: body.size };
  const placeholder = { content_type: body.content_type, ...size, note };
  const json = stringifyStorable(placeholder, notes);
  return { json, shown: placeholder, value: undefined, isComplete: false, hasError: false };
}

function decodeContent(body: RecordedBody, bytes: Buffer, notes: Set<string>): Buffer | string {
  const encoding = body.content_encoding?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return bytes;
  notes.add("encoded_body");
  const decode = decoders.get(encoding);
  if (decode === undefined) return `Encoded as ${encoding}, which is not decoded here.`;
  try {
    return decode(bytes, { maxOutputLength: maxDecodedBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return "Larger than 64 MB when decoded.";
    return `The ${encoding} data is incomplete or damaged.`;
  }
}

function readStream(
  body: RecordedBody,
  bytes: Buffer,
  assembleStream: StreamAssembler | null,
  notes: Set<string>,
): ReadableBody {
  const events = decodeSse(bytes);
  if (hasLongNumber(bytes) && events.some(({ data }) => hasRoundedNumber(data))) notes.add("number_rounded");
  if (assembleStream === null) {
    const streamUsage = readStreamUsage(events);
    const last = readLastEvent(events);
    if (last === null) return { ...describe(body, `A stream of ${String(events.length)} events.`, notes), streamUsage };
    return { ...toReadable(last, notes), streamUsage };
  }
  const { body: value, isComplete, error } = assembleStream(events);
  const shown = value ?? (error === null ? null : { error });
  if (shown === null) return describe(body, "A stream without any readable event.", notes);
  return { json: stringifyStorable(shown, notes), shown, value: shown, isComplete, hasError: error !== null };
}

function toReadable(value: Json, notes: Set<string>): ReadableBody {
  return { json: stringifyStorable(value, notes), shown: value, value, isComplete: true, hasError: false };
}

/** Bodies that are neither JSON nor a stream; `null` for those that are, as far as their type says. */
function readByType(body: RecordedBody, bytes: Buffer, notes: Set<string>): ReadableBody | null {
  if (isEventStream(body.content_type)) return null;
  if (isBinary(body, bytes)) return describe(body, `Not text. ${describeKept(body)}`, notes);
  const other = readOther(body, bytes);
  return other === null ? null : toReadable(other, notes);
}

function readWhole(body: RecordedBody, bytes: Buffer, notes: Set<string>): ReadableBody {
  const hasMark = byteOrderMark.equals(bytes.subarray(0, byteOrderMark.length));
  const content = hasMark ? bytes.subarray(byteOrderMark.length) : bytes;
  const text = content.toString("utf8");
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // What was cut may well have been JSON.
    const why = body.captured < body.size ? "" : "Not JSON. ";
    return describe(body, why + describeKept(body), notes);
  }
  const isValid = isUtf8(bytes);
  if (!isValid) notes.add("invalid_utf8_replaced");
  const isSuspect = hasLongNumber(content);
  if (isSuspect && hasRoundedNumber(text)) notes.add("number_rounded");
  const isStorable = isStorableJson(text) && !(isSuspect && hasHugeNumber(text));
  const own = isValid ? content : text;
  const json = isStorable ? own : stringifyStorable(value, notes);
  return { json, shown: value, value, isComplete: true, hasError: false };
}

export interface ReadBodyInput {
  readonly body: RecordedBody;
  /** Captured bytes; `undefined` when they were lost. */
  readonly bytes: Buffer | undefined;
  /** How its stream is put together, where it is one. */
  readonly assembleStream: StreamAssembler | null;
  readonly notes: Set<string>;
}

/** Makes one captured body readable. Never throws for what is in the body. */
export function readBody({ body, bytes, assembleStream, notes }: ReadBodyInput): ReadableBody {
  if (body.size === 0) return noBody;
  if (bytes === undefined || bytes.length === 0) return describe(body, "Its bytes were not kept.", notes);
  if (body.captured < body.size) notes.add("body_truncated");
  const decoded = decodeContent(body, bytes, notes);
  if (typeof decoded === "string") return describe(body, `${decoded} ${describeKept(body)}`, notes);
  const other = readByType(body, decoded, notes);
  if (other !== null) return other;
  if (nestsTooDeep(decoded)) {
    notes.add("too_deep");
    return describe(body, `${tooDeepNote} ${describeKept(body)}`, notes);
  }
  try {
    return isEventStream(body.content_type)
      ? readStream(body, decoded, assembleStream, notes)
      : readWhole(body, decoded, notes);
  } catch {
    notes.add("unreadable_body");
    return describe(body, `Could not be made readable. ${describeKept(body)}`, notes);
  }
}

/** The readable view of a side that has no body. */
export function readNothing(): ReadableBody {
  return noBody;
}
