/**
 * Replaces string (or number) literals in raw JSON and leaves every other byte alone: key order, spelling of numbers, white
 * space, padding. Works on the bytes, so input that is not valid UTF-8 survives too. No recursion: depth comes from outside.
 */
import { parsePath, type PathSegment } from "./json-path";

export interface JsonSplice {
  readonly path: string;
  /** The new text, which becomes a string literal; `null` empties whatever stands there: a list to `[]`, all else to `null`. */
  readonly value: string | null;
}

/** The wanted paths as a tree, walked in step with the document. */
interface Wanted {
  /** `undefined`: nothing is wanted here itself. */
  value: string | null | undefined;
  readonly children: Map<PathSegment, Wanted>;
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly value: string | null;
}

interface Frame {
  readonly isArray: boolean;
  /** What is wanted inside this container; `null` when nothing is. */
  readonly wanted: Wanted | null;
  /** Where it begins, when it is to be replaced as a whole. */
  readonly replacedFrom: number | null;
  index: number;
  /** In an object: its key has been read, and its value comes next. */
  hasKey: boolean;
  /** What is wanted at that key. */
  atKey: Wanted | null;
}

const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function plant(edits: readonly JsonSplice[]): Wanted {
  const root: Wanted = { value: undefined, children: new Map() };
  for (const { path, value } of edits) {
    let node = root;
    for (const segment of parsePath(path)) {
      let next = node.children.get(segment);
      if (next === undefined) node.children.set(segment, (next = { value: undefined, children: new Map() }));
      node = next;
    }
    node.value = value;
  }
  return root;
}

/** Offset after the string literal that begins at `start`. */
function skipString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return Math.min(at + 1, bytes.length);
}

/** Letters, digits, `+`, `-` and `.`: what numbers, `true`, `false` and `null` are made of. */
function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  if (byte >= 48 && byte <= 57) return true;
  if ((byte | 32) >= 97 && (byte | 32) <= 122) return byte >= 65;
  return byte === 43 || byte === 45 || byte === 46;
}

/** Strings and numbers; `true`, `false` and `null` are never replaced. */
function isTextual(byte: number | undefined): boolean {
  return byte === QUOTE || byte === 45 || (byte !== undefined && byte >= 48 && byte <= 57);
}

function skipWord(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (isWordByte(bytes[at])) at++;
  return at;
}

function readKey(bytes: Uint8Array, start: number, end: number): string {
  try {
    return JSON.parse(decoder.decode(bytes.subarray(start, end))) as string;
  } catch {
    return "";
  }
}

/** Whether the literal is written plainly: then two are equal when their bytes are. */
function isPlainLiteral(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === BACKSLASH || byte >= 128) return false;
  }
  return true;
}

function isSameText(bytes: Uint8Array, start: number, text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** What is wanted at the key whose literal stands there. Most keys lead nowhere, and are not decoded to find that out. */
function findChild(
  bytes: Uint8Array,
  [start, end]: readonly [number, number],
  children: Wanted["children"],
): Wanted | null {
  if (!isPlainLiteral(bytes, start, end)) return children.get(readKey(bytes, start, end)) ?? null;
  for (const [segment, child] of children) {
    if (typeof segment !== "string" || segment.length !== end - start - 2) continue;
    if (isSameText(bytes, start + 1, segment)) return child;
  }
  return null;
}

/** What is wanted of the value that comes next. */
function wantedNow(stack: readonly Frame[], root: Wanted): Wanted | null {
  const frame = stack.at(-1);
  if (frame === undefined) return root;
  if (frame.wanted === null) return null;
  return frame.isArray ? (frame.wanted.children.get(frame.index) ?? null) : frame.atKey;
}

/** Finds the literals to replace, in document order; duplicate keys are all found. */
function locate(bytes: Uint8Array, root: Wanted): Replacement[] {
  const found: Replacement[] = [];
  const stack: Frame[] = [];
  let at = 0;

  function readScalar(end: number): void {
    const wanted = wantedNow(stack, root);
    const value = wanted?.value;
    if (value === null || (value !== undefined && isTextual(bytes[at]))) found.push({ start: at, end, value });
    at = end;
  }

  function readString(): void {
    const end = skipString(bytes, at);
    const frame = stack.at(-1);
    if (frame === undefined || frame.isArray || frame.hasKey) {
      readScalar(end);
      return;
    }
    frame.hasKey = true;
    frame.atKey = frame.wanted === null ? null : findChild(bytes, [at, end], frame.wanted.children);
    at = end;
  }

  function readPunctuation(byte: number): void {
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      const wanted = wantedNow(stack, root);
      const replacedFrom = wanted?.value === null ? at : null;
      stack.push({ isArray: byte === OPEN_BRACKET, wanted, replacedFrom, index: 0, hasKey: false, atKey: null });
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      const closed = stack.pop();
      if (closed?.replacedFrom != null) found.push({ start: closed.replacedFrom, end: at + 1, value: null });
    } else if (byte === COMMA) {
      const frame = stack.at(-1);
      if (frame === undefined) return;
      frame.index++;
      frame.hasKey = false;
    }
  }

  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) readString();
    else if (isWordByte(byte)) readScalar(skipWord(bytes, at));
    else {
      readPunctuation(byte);
      at++;
    }
  }
  return found;
}

/**
 * Splices edits into the bytes of a JSON document. Paths that are not there, or lead to no string or number, change nothing.
 * @param view where the JSON stands, when `bytes` hold more than it: of the same length, everything else blank
 */
export function spliceJsonBytes(bytes: Uint8Array, edits: readonly JsonSplice[], view: Uint8Array = bytes): Uint8Array {
  const replacements = locate(view, plant(edits)).map(({ start, end, value }) => {
    const isList = value === null && view[start] === OPEN_BRACKET;
    return { start, end, literal: encoder.encode(isList ? "[]" : JSON.stringify(value)) };
  });
  if (replacements.length === 0) return bytes;
  const growth = replacements.reduce((sum, { start, end, literal }) => sum + literal.length - (end - start), 0);
  const out = new Uint8Array(bytes.length + growth);
  let from = 0;
  let to = 0;
  for (const { start, end, literal } of replacements) {
    out.set(bytes.subarray(from, start), to);
    to += start - from;
    out.set(literal, to);
    to += literal.length;
    from = end;
  }
  out.set(bytes.subarray(from), to);
  return out;
}

/** The same for text. Lone surrogates in the text (not as escapes) cannot be encoded and become U+FFFD. */
export function spliceJson(text: string, edits: readonly JsonSplice[]): string {
  return decoder.decode(spliceJsonBytes(encoder.encode(text), edits));
}
