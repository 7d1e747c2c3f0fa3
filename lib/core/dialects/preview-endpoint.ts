/** First words of calls that are no conversation, for lists. */
import { formatBytes } from "../format/format-bytes";
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from "../json/json-access";
import { previewText } from "../text/preview-text";
import type { Json } from "./dialect-adapter";

function count(items: number, one: string, many = `${one}s`): string {
  return `${String(items)} ${items === 1 ? one : many}`;
}

function previewInput(input: Json | undefined): string | null {
  if (typeof input === "string") return input;
  const [first] = asArray(input);
  const text = asString(first) ?? asString(asObject(first)?.text) ?? null;
  const others = asArray(input).length - 1;
  if (text === null) return others < 0 ? null : count(others + 1, "input");
  return others > 0 ? `${text} (and ${String(others)} more)` : text;
}

/** A file of a form, as the record describes it. */
function previewFile(value: Json | undefined): string | null {
  const file = asObject(Array.isArray(value) ? (value as readonly Json[])[0] : value);
  const size = asNumber(file?.size);
  if (file === null || size === null) return null;
  return [asString(file.filename), formatBytes(size)].filter((part) => part !== null).join(", ");
}

/** @param body the request as the record shows it */
export function previewOtherRequest(endpoint: string, body: Json): string | null {
  if (!isObject(body)) return null;
  if (endpoint.startsWith("images.")) return previewText(asString(body.prompt) ?? previewFile(body.image));
  const text = previewInput(body.input) ?? previewFile(body.file) ?? previewFile(body.data);
  if (text !== null) return previewText(text);
  const requests = asArray(body.requests).length;
  return requests > 0 ? count(requests, "request") : null;
}

function countDimensions(value: Json | undefined): number {
  // Base64 of little-endian float32: four bytes a number, three bytes in four characters.
  return typeof value === "string" ? Math.floor((value.replace(/=+$/, "").length * 3) / 16) : asArray(value).length;
}

function previewFlags(results: readonly Json[]): string {
  const flags = results.flatMap((result) => {
    const categories = Object.entries(asObject(asObject(result)?.categories) ?? {});
    return categories.filter(([, isFlagged]) => isFlagged === true).map(([name]) => name);
  });
  return flags.length === 0 ? "Not flagged" : `Flagged: ${[...new Set(flags)].join(", ")}`;
}

function previewList(endpoint: string, data: readonly Json[]): string {
  if (endpoint === "embeddings") {
    const dimensions = countDimensions(asObject(data[0])?.embedding);
    return `${count(data.length, "vector")} of ${count(dimensions, "number")}`;
  }
  if (endpoint.startsWith("images.")) return count(data.length, "image");
  return endpoint === "models" ? count(data.length, "model") : count(data.length, "item");
}

function previewObject(body: JsonObject): string | null {
  const state = asString(body.status) ?? asString(body.processing_status);
  return asString(body.id) === null ? null : [asString(body.id), state].filter((part) => part !== null).join(", ");
}

/** @param body the answer as the record shows it; for streams their last event */
export function previewOtherResponse(endpoint: string, body: Json): string | null {
  if (!isObject(body)) return null;
  const error = asString(asObject(body.error)?.message) ?? asString(body.error);
  if (error !== null) return previewText(error);
  if (asString(body.text) !== null) return previewText(asString(body.text));
  if (Array.isArray(body.results)) return previewFlags(body.results as readonly Json[]);
  if (Array.isArray(body.data)) return previewList(endpoint, body.data as readonly Json[]);
  if (Array.isArray(body.lines)) return count(body.lines.length, "line");
  const sound = typeof body.audio === "string" ? (body.audio.length * 3) / 4 : asNumber(asObject(body.audio)?.size);
  if (sound !== null) return `A sound of ${formatBytes(Math.floor(sound))}`;
  return previewObject(body);
}

/** An answer that nobody reads as text: what it is and how large. */
export function previewBinary(contentType: string | null, size: number): string | null {
  const type = contentType?.split(";")[0]?.trim() ?? "";
  return size === 0 || type === "" || /json|event-stream/.test(type) ? null : `${type}, ${formatBytes(size)}`;
}
