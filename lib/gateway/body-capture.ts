import type { BodySide } from "@/lib/core/contracts/call";
import type { RecordedBody } from "@/lib/core/contracts/call-record";

/** Above this much unsent capture, bytes move to the journal while the call runs, so that memory per stream stays flat. */
const partBytes = 64 * 1024;
/** Flat pairs of time and size, so half as many chunks. */
const maxMarks = 40_000;

export interface BodyCaptureOptions {
  readonly side: BodySide;
  readonly limitBytes: number;
  /** Whether arrival times matter (streams). */
  readonly hasMarks: boolean;
  readonly flush: (side: BodySide, bytes: readonly Uint8Array[]) => void;
}

/** Collects references to what travelled on one side of a call, bounded; never copies. */
export class BodyCapture {
  private chunks: Uint8Array[] = [];
  private pendingBytes = 0;
  private captured = 0;
  private total = 0;
  private readonly marks: number[] = [];

  constructor(private readonly options: BodyCaptureOptions) {}

  take(chunk: Uint8Array, atMs: number): void {
    this.total += chunk.byteLength;
    if (this.options.hasMarks && this.marks.length < maxMarks) {
      this.marks.push(Math.round(atMs * 100) / 100, chunk.byteLength);
    }
    const room = this.options.limitBytes - this.captured;
    if (room <= 0) return;
    const kept = chunk.byteLength <= room ? chunk : chunk.subarray(0, room);
    this.chunks.push(kept);
    this.captured += kept.byteLength;
    this.pendingBytes += kept.byteLength;
    if (this.pendingBytes >= partBytes && this.options.hasMarks) this.flush();
  }

  /** Moves what has come so far to the journal. */
  flush(): void {
    if (this.chunks.length === 0) return;
    this.options.flush(this.options.side, this.chunks);
    this.chunks = [];
    this.pendingBytes = 0;
  }

  size(): number {
    return this.total;
  }

  /** What was not moved to the journal yet. */
  rest(): readonly Uint8Array[] {
    return this.chunks;
  }

  describe(contentType: string | null, contentEncoding: string | null): RecordedBody {
    return {
      side: this.options.side,
      size: this.total,
      captured: this.captured,
      content_type: contentType,
      content_encoding: contentEncoding,
      same_as: null,
      ...(this.options.hasMarks ? { marks: this.marks } : {}),
    };
  }
}
