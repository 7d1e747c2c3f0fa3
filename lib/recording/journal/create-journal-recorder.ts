import type { BodySide } from "@/lib/core/contracts/call";
import type { CallEndRecord, CallRecorder, CallStartRecord } from "@/lib/core/contracts/call-record";
import { encodeEnd, encodeStart } from "./compact-record";
import type { Journal } from "./create-journal";
import type { EndMeta, PartMeta } from "./record-meta";

type Offsets = Partial<Record<BodySide, number>>;

/** The gateway's recorder on a journal. Nothing here throws or rejects. */
export function createJournalRecorder(journal: Journal): CallRecorder {
  /** How much of a running call's bodies has already been handed over, for the few calls that do so. */
  const handedOver = new Map<string, Offsets>();

  function appendPart(callId: string, side: BodySide, bytes: readonly Uint8Array[]): void {
    const offsets = handedOver.get(callId) ?? {};
    handedOver.set(callId, offsets);
    const offset = offsets[side] ?? 0;
    const meta: PartMeta = { call_id: callId, side, offset };
    offsets[side] = offset + measure(bytes);
    journal.append("part", meta, bytes).catch(ignore);
  }

  function appendEnd(record: CallEndRecord, bytes: Partial<Record<BodySide, readonly Uint8Array[]>>): Promise<void> {
    const offsets = handedOver.get(record.call_id);
    if (offsets !== undefined) handedOver.delete(record.call_id);
    const pieces: EndMeta["pieces"] = [];
    const buffers: Uint8Array[] = [];
    for (const body of record.bodies) {
      const chunks = bytes[body.side];
      if (chunks === undefined || chunks.length === 0) continue;
      pieces.push([body.side, offsets?.[body.side] ?? 0, measure(chunks)]);
      for (const chunk of chunks) buffers.push(chunk);
    }
    const meta: EndMeta = { record, pieces };
    return journal.append("end", tryEncode(encodeEnd, meta), buffers);
  }

  return {
    start: (record) => journal.append("start", tryEncode<CallStartRecord>(encodeStart, record), []),
    part: appendPart,
    end: appendEnd,
  };
}

/** What cannot be encoded is for the journal to count. */
function tryEncode<Meta>(encode: (meta: Meta) => string, meta: Meta): string | Meta {
  try {
    return encode(meta);
  } catch {
    return meta;
  }
}

function measure(chunks: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const chunk of chunks) bytes += chunk.byteLength;
  return bytes;
}

/** `append` never rejects; this only says so to those who read the promise. */
function ignore(): void {
  return undefined;
}
