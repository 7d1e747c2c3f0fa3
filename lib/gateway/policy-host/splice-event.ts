import { spliceJsonBytes, type JsonSplice } from "@/lib/core/json/splice-json";

const dataField = [100, 97, 116, 97, 58];

function isDataLine(raw: Uint8Array, at: number): boolean {
  return dataField.every((byte, index) => raw[at + index] === byte);
}

/** Where the first `data:` line begins. Lines before it (comments, names) may hold anything and are left alone. */
function findData(raw: Uint8Array): number {
  for (let at = 0; at < raw.length; at++) {
    const before = raw[at - 1];
    const isLineStart = at === 0 || before === 10 || before === 13 || (at === 3 && before === 0xbf);
    if (isLineStart && isDataLine(raw, at)) return at;
  }
  return raw.length;
}

/**
 * Splices edits into a server-sent event's JSON. The names of fields between the lines of a JSON that spans several are bare
 * words to the splicer, so the event can be walked as it is and everything but the literals stays byte for byte.
 */
export function spliceEvent(raw: Uint8Array, edits: readonly JsonSplice[]): Uint8Array {
  const start = findData(raw);
  const head = raw.subarray(0, start);
  const tail = spliceJsonBytes(raw.subarray(start), edits);
  const out = new Uint8Array(head.length + tail.length);
  out.set(head);
  out.set(tail, head.length);
  return out;
}
