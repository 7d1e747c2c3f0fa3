import { isUtf8 } from "node:buffer";
import type { RecordedBody } from "@/lib/core/contracts/call-record";
import type { Json, SseEvent } from "@/lib/core/dialects/dialect-adapter";
import { isObject, setKey, tryParseJson, type OpenObject } from "@/lib/core/json/json-access";
import { listFormParts, type FormPart } from "@/lib/core/multipart/list-form-parts";

/** Text beyond this is in the raw bytes only. */
const longestText = 64 * 1024;
const mostLines = 1_000;
const binaryTypes = /^(?:audio|video|image|font)\/|^application\/(?:pdf|zip|gzip|wasm)\b/;

/** Whether a body is nothing that people read. */
export function isBinary({ content_type }: RecordedBody, bytes: Buffer): boolean {
  const type = content_type?.trim().toLowerCase() ?? "";
  if (type.startsWith("image/svg")) return false;
  return binaryTypes.test(type) || (type.startsWith("application/octet-stream") && !isUtf8(bytes));
}

function describePart({ text, filename, contentType, size }: FormPart): Json {
  if (text !== null) return text;
  return { ...(filename !== null && { filename }), ...(contentType !== null && { content_type: contentType }), size };
}

/** A form by the names of its parts; what comes twice as a list. Files are what they are and how large, not their bytes. */
function readForm(bytes: Buffer, contentType: string): Json | null {
  const parts = listFormParts(bytes, contentType);
  if (parts === null) return null;
  const fields: OpenObject = {};
  for (const part of parts) {
    const known = Object.hasOwn(fields, part.name) ? fields[part.name] : undefined;
    const shown = describePart(part);
    if (known === undefined) setKey(fields, part.name, shown);
    else setKey(fields, part.name, Array.isArray(known) ? [...(known as readonly Json[]), shown] : [known, shown]);
  }
  return fields;
}

/** One JSON value on each line, as results of batches come. */
function readLines(text: string): Json | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values = lines.slice(0, mostLines).map(tryParseJson);
  if (values.length < 2 || !values.every((value) => isObject(value))) return null;
  return { lines: values, ...(lines.length > mostLines && { lines_left_out: lines.length - mostLines }) };
}

function readText(text: string): Json | null {
  if (tryParseJson(text) !== undefined) return null;
  return { text: text.slice(0, longestText), ...(text.length > longestText && { text_is_cut: true }) };
}

/** What a body says that is neither JSON nor a stream: a form, lines of JSON, a text. `null` for anything else. */
export function readOther(body: RecordedBody, bytes: Buffer): Json | null {
  const type = body.content_type?.trim().toLowerCase() ?? "";
  if (type.startsWith("multipart/")) return readForm(bytes, body.content_type ?? "");
  if (/jsonl|ndjson|^application\/octet-stream/.test(type)) return readLines(bytes.toString("utf8"));
  return type.startsWith("text/") ? readText(bytes.toString("utf8")) : null;
}

/**
 * What a stream that no dialect reads came to: its last event, in which all of them say the result (pictures, transcripts,
 * sounds, runs). `null` when it has none.
 */
export function readLastEvent(events: readonly SseEvent[]): Json | null {
  const last = events.findLast(({ data }) => data !== "[DONE]" && data !== "");
  const value = last === undefined ? undefined : tryParseJson(last.data);
  return isObject(value) ? value : null;
}
