import type { BodySide, CallState, Dialect } from "@/lib/core/contracts/call";
import type { MemoryRecorder } from "./memory-recorder";

/** What the conformance suite looks at in a record; the journal's and the management API's have these in common. */
export interface RecordedCall {
  readonly state: CallState;
  readonly status: number | null;
  readonly model: string | null;
  readonly endpoint: string;
  readonly dialect: Dialect;
  readonly is_streaming: boolean;
  readonly session_id: string | null;
  readonly user_id: string | null;
  readonly agent: string | null;
  readonly bodies: readonly { readonly side: BodySide; readonly size: number }[];
}

/** Reads what a gateway recorded, wherever it keeps it. */
export interface CallRecords {
  readonly waitForEnd: (callId: string) => Promise<RecordedCall>;
  /** The end of the only call that asked for this model. */
  readonly waitForModel: (model: string) => Promise<RecordedCall>;
  readonly hasEnded: (callId: string) => Promise<boolean>;
  readonly bytesOf: (callId: string, side: BodySide) => Promise<Buffer>;
  /** How many pieces of the upstream's answer were timed. */
  readonly countMarks: (callId: string) => Promise<number>;
}

/** The records of a gateway that records into memory. */
export function readMemoryRecords(recorder: MemoryRecorder): CallRecords {
  return {
    waitForEnd: (callId) => recorder.waitForEnd(callId),
    async waitForModel(model) {
      for (let attempt = 0; attempt < 400; attempt++) {
        const found = recorder.ended.find((record) => record.model === model);
        if (found !== undefined) return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`no call to ${model} was recorded`);
    },
    hasEnded: (callId) => Promise.resolve(recorder.ended.some((record) => record.call_id === callId)),
    bytesOf: (callId, side) => Promise.resolve(recorder.bytesOf(callId, side)),
    countMarks(callId) {
      const record = recorder.ended.find((candidate) => candidate.call_id === callId);
      const marks = record?.bodies.find(({ side }) => side === "upstream_response")?.marks ?? [];
      return Promise.resolve(marks.length / 2);
    },
  };
}
