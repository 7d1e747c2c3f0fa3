import type { BodySide } from "@/lib/core/contracts/call";
import type { CallEndRecord, CallRecorder, CallStartRecord } from "@/lib/core/contracts/call-record";

export interface MemoryRecorder extends CallRecorder {
  readonly started: CallStartRecord[];
  readonly ended: CallEndRecord[];
  /** The captured bytes of one side; follows `same_as`. */
  readonly bytesOf: (callId: string, side: BodySide) => Buffer;
  readonly waitForEnd: (callId: string) => Promise<CallEndRecord>;
}

/** Keeps what the gateway recorded; ends resolve in a later turn, as the journal's do. */
export function createMemoryRecorder(): MemoryRecorder {
  const started: CallStartRecord[] = [];
  const ended: CallEndRecord[] = [];
  const bytes = new Map<string, Buffer[]>();
  const keep = (callId: string, side: BodySide, chunks: readonly Uint8Array[]): void => {
    const key = `${callId} ${side}`;
    bytes.set(key, [...(bytes.get(key) ?? []), ...chunks.map((chunk) => Buffer.from(chunk))]);
  };
  const recorder: MemoryRecorder = {
    started,
    ended,
    start: (record) => {
      started.push(record);
      return Promise.resolve();
    },
    part: keep,
    async end(record, rest) {
      for (const [side, chunks] of Object.entries(rest)) keep(record.call_id, side as BodySide, chunks);
      await new Promise((resolve) => setImmediate(resolve));
      ended.push(structuredClone(record));
    },
    bytesOf(callId, side) {
      const sameAs = ended
        .find((record) => record.call_id === callId)
        ?.bodies.find((body) => body.side === side)?.same_as;
      return sameAs ? recorder.bytesOf(callId, sameAs) : Buffer.concat(bytes.get(`${callId} ${side}`) ?? []);
    },
    async waitForEnd(callId) {
      for (let attempt = 0; attempt < 400; attempt++) {
        const found = ended.find((record) => record.call_id === callId);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`call ${callId} was not recorded`);
    },
  };
  return recorder;
}
