import { bodySides } from "@/lib/core/contracts/call";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import type { CallFacts, CapturedBytes } from "../assemble/call-rows";
import { decodeEnd, decodeStart } from "../journal/compact-record";
import type { EndMeta } from "../journal/record-meta";
import { collectBytes, describeRunning } from "../loop/open-call";

/** An `end` record in plain JSON, with its length before and the bodies behind it, each whole. */
export function encodeDeadLetter(record: CallEndRecord, bytes: CapturedBytes): Buffer {
  const pieces: EndMeta["pieces"] = [];
  const bodies: Buffer[] = [];
  for (const side of bodySides) {
    const body = bytes[side];
    if (body === undefined) continue;
    pieces.push([side, 0, body.length]);
    bodies.push(Buffer.from(body));
  }
  const json = Buffer.from(JSON.stringify({ record, pieces } satisfies EndMeta));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(json.length);
  return Buffer.concat([length, json, ...bodies]);
}

/** What `encodeDeadLetter` was given; of a call without an end, its start. @throws when it is neither */
export function decodeDeadLetter(letter: Buffer): { readonly facts: CallFacts; readonly bytes: CapturedBytes } {
  // A start is text, of which the first byte is never zero; no record is so long that the first byte of its length is not.
  if (letter[0] !== 0) return { facts: describeRunning(decodeStart(letter.toString())), bytes: {} };
  const bodyAt = 4 + letter.readUInt32BE(0);
  const { record, pieces } = decodeEnd(letter.toString("utf8", 4, bodyAt));
  return { facts: record, bytes: collectBytes("", undefined, { pieces, body: letter.subarray(bodyAt) }) };
}
