/** Asks an OpenAI-like provider to count a stream's tokens, where the client did not (docs/decisions/asking-for-usage.md). */
import { locateMembers, type MemberRange } from "../json/locate-members";

const endpoints: ReadonlySet<string> = new Set(["chat.completions", "completions"]);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

function readValue(bytes: Uint8Array, { start, end }: MemberRange): string {
  return decoder.decode(bytes.subarray(start, end));
}

function splice(bytes: Uint8Array, { start, end }: MemberRange, text: string): Uint8Array {
  const inserted = encoder.encode(text);
  const out = new Uint8Array(bytes.length - (end - start) + inserted.length);
  out.set(bytes.subarray(0, start), 0);
  out.set(inserted, start);
  out.set(bytes.subarray(end), start + inserted.length);
  return out;
}

/** Puts the wish into the options that the client has given. */
function amendOptions(bytes: Uint8Array, options: MemberRange): Uint8Array | null {
  if (readValue(bytes, options) === "null") return splice(bytes, options, '{"include_usage":true}');
  const members = locateMembers(bytes, options.start);
  if (members === null) return null;
  const wish = members.get("include_usage");
  if (wish === undefined) {
    const place = { start: options.start + 1, end: options.start + 1 };
    return splice(bytes, place, members.size === 0 ? '"include_usage":true' : '"include_usage":true,');
  }
  const given = readValue(bytes, wish);
  return given === "false" || given === "null" ? splice(bytes, wish, "true") : null;
}

/** Whether this endpoint's streams have usage only for those who ask. */
export function mayOmitUsage(endpoint: string): boolean {
  return endpoints.has(endpoint);
}

/**
 * The body of a request for a stream with `stream_options.include_usage: true`, spliced in: every other byte stays.
 * @returns `null` when there is nothing to add: no stream is wanted, the client asks itself, or the body is not understood
 */
export function askForUsage(bytes: Uint8Array): Uint8Array | null {
  const members = locateMembers(bytes);
  const stream = members?.get("stream");
  if (members == null || stream === undefined || readValue(bytes, stream) !== "true") return null;
  const options = members.get("stream_options");
  if (options !== undefined) return amendOptions(bytes, options);
  return splice(bytes, { start: stream.end, end: stream.end }, ',"stream_options":{"include_usage":true}');
}
