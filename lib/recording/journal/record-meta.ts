import type { BodySide } from "@/lib/core/contracts/call";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";

/** JSON of a `part` record; its body is that piece. */
export interface PartMeta {
  readonly call_id: string;
  readonly side: BodySide;
  /** Where the piece begins in the captured body. */
  readonly offset: number;
}

/** JSON of an `end` record; its body is the pieces one after the other. A `start` record's JSON is `CallStartRecord`. */
export interface EndMeta {
  readonly record: CallEndRecord;
  readonly pieces: [side: BodySide, offset: number, length: number][];
}
