import type { DialectAdapter, StreamReader } from "../dialects/dialect-adapter";
import { tryParseJson } from "../json/json-access";
import { createSseSplitter, type RawEvent } from "../sse/sse-splitter";

/** Streams begin to say something within their first events; what says nothing for this long is not read any further. */
const searchedBytes = 64 * 1024;
/** Read at a time, so that little more than the events before the first token is looked at. */
const stepBytes = 512;

function saysSomething(read: StreamReader, { name, data }: RawEvent): boolean {
  const value = data === null ? undefined : tryParseJson(data);
  return value !== undefined && read(name, value).deltas.some(({ text }) => text !== "");
}

/** Bytes up to the end of the event that carries the first piece of what a model made: text, reasoning, a tool call. */
function measureUntilToken(bytes: Uint8Array, read: StreamReader): number | null {
  const splitter = createSseSplitter();
  const searched = Math.min(bytes.length, searchedBytes);
  let offset = 0;
  for (let at = 0; at < searched; at += stepBytes) {
    for (const event of splitter.push(bytes.subarray(at, Math.min(searched, at + stepBytes)))) {
      offset += event.raw.length;
      if (saysSomething(read, event)) return offset;
    }
  }
  return null;
}

/**
 * When the first token of a stream had come, in milliseconds since the call was accepted; `null` where none is found.
 * The first byte comes before: streams begin with events that say nothing yet. Never throws.
 * @param marks flat pairs of time and bytes of the chunks, as recorded
 */
export function findFirstToken(bytes: Uint8Array, marks: readonly number[], adapter: DialectAdapter): number | null {
  if (marks.length < 2) return null;
  try {
    const until = measureUntilToken(bytes, adapter.createStreamReader());
    if (until === null) return null;
    let came = 0;
    for (let index = 0; index + 1 < marks.length; index += 2) {
      came += marks[index + 1] ?? 0;
      if (came >= until) return marks[index] ?? null;
    }
  } catch {
    // A dialect that meets something new must not cost the record.
  }
  return null;
}
