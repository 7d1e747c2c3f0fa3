import { spliceJsonBytes, type JsonSplice } from "@/lib/core/json/splice-json";

const LF = 10;
const CR = 13;
const SPACE = 32;
const dataField = [100, 97, 116, 97, 58];

function isDataLine(raw: Uint8Array, at: number): boolean {
  return dataField.every((byte, index) => raw[at + index] === byte);
}

/** A copy in which everything but what `data:` lines say is blank, byte for byte: the JSON alone, where it stands. */
function blankFields(raw: Uint8Array): Uint8Array {
  // Not `slice`: of a Buffer that is no copy.
  const mask = new Uint8Array(raw);
  let start = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  mask.fill(SPACE, 0, start);
  while (start < raw.length) {
    let end = start;
    while (end < raw.length && raw[end] !== LF && raw[end] !== CR) end++;
    mask.fill(SPACE, start, isDataLine(raw, start) ? start + dataField.length : end);
    start = end + 1;
  }
  return mask;
}

/**
 * Splices edits into the JSON of a server-sent event, which may span several `data:` lines. Everything but the literals stays
 * byte for byte.
 */
export function spliceEvent(raw: Uint8Array, edits: readonly JsonSplice[]): Uint8Array {
  return spliceJsonBytes(raw, edits, blankFields(raw));
}
