import { findBytes } from "./find-bytes";

/** One part of a `multipart/form-data` body. */
export interface FormPart {
  readonly name: string;
  /** `null` for plain fields. */
  readonly filename: string | null;
  readonly contentType: string | null;
  /** Where its content begins in the body. */
  readonly at: number;
  /** Bytes of its content, as far as they are there. */
  readonly size: number;
  /** The text of a plain field; `null` for files and for fields longer than a form's should be. */
  readonly text: string | null;
  /** False for the last part of a body that was cut. */
  readonly isComplete: boolean;
}

/** Further parts are not looked at. */
export const mostFormParts = 200;
const longestHeader = 8 * 1024;
const longestText = 64 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const headerEnd = encoder.encode("\r\n\r\n");

/** The boundary of a content type, RFC 2046 §5.1.1; `null` when it is not multipart form data. */
function findBoundary(contentType: string): string | null {
  if (!/^\s*multipart\/form-data\b/i.test(contentType)) return null;
  const match = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? null;
}

function readParameter(disposition: string, name: string): string | null {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(disposition);
  return match?.[1] ?? match?.[2] ?? null;
}

function findHeader(head: string, name: string): string | null {
  const line = head.split("\r\n").find((text) => text.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim() ?? null;
}

function readPart(bytes: Uint8Array, start: number, isComplete: boolean): FormPart | null {
  const headLength = findBytes(bytes.subarray(0, longestHeader), headerEnd);
  if (headLength < 0) return null;
  const head = decoder.decode(bytes.subarray(0, headLength));
  const disposition = findHeader(head, "content-disposition") ?? "";
  const name = readParameter(disposition, "name");
  if (name === null) return null;
  const content = bytes.subarray(headLength + headerEnd.length);
  const filename = readParameter(disposition, "filename");
  const at = start + headLength + headerEnd.length;
  const isText = filename === null && content.length <= longestText;
  const text = isText ? decoder.decode(content) : null;
  return { name, filename, contentType: findHeader(head, "content-type"), at, size: content.length, text, isComplete };
}

/**
 * The parts of a form, in their order; `null` when the body is not one. Contents of files are neither read nor copied.
 * @param contentType the body's, with its boundary
 */
export function listFormParts(bytes: Uint8Array, contentType: string): readonly FormPart[] | null {
  const boundary = findBoundary(contentType);
  if (boundary === null) return null;
  const opening = encoder.encode(`--${boundary}`);
  const delimiter = encoder.encode(`\r\n--${boundary}`);
  const parts: FormPart[] = [];
  let at = findBytes(bytes.subarray(0, longestHeader), opening);
  if (at < 0) return null;
  at += opening.length;
  while (parts.length < mostFormParts && bytes[at] === 0x0d && bytes[at + 1] === 0x0a) {
    const end = findBytes(bytes, delimiter, at);
    const part = readPart(bytes.subarray(at + 2, end < 0 ? bytes.length : end), at + 2, end >= 0);
    if (part !== null) parts.push(part);
    if (end < 0) break;
    at = end + delimiter.length;
  }
  return parts;
}
