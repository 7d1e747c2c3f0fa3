import type { BodySide } from "@/lib/core/contracts/call";
import type { RecordedBody } from "@/lib/core/contracts/call-record";

/** Above this much unsent capture, bytes move to the journal while the call runs, so that memory per stream stays flat. */
const partBytes = 64 * 1024;
/** Smaller chunks are copied together: thousands of small buffers kept alive cost the garbage collector more than their bytes. */
const copiedBytes = 2 * 1024;
const minSlabBytes = 1024;
const maxSlabBytes = 16 * 1024;
/** Flat pairs of time and size, so half as many chunks. */
const maxMarks = 40_000;

const noBytes = new Uint8Array(0);

export interface BodyCaptureOptions {
  readonly side: BodySide;
  readonly limitBytes: number;
  /** Whether arrival times matter (streams). */
  readonly hasMarks: boolean;
  readonly flush: (side: BodySide, bytes: readonly Uint8Array[]) => void;
}

/** Collects what travelled on one side of a call, bounded: large chunks as they are, small ones in slabs. */
export class BodyCapture {
  private chunks: Uint8Array[] = [];
  private slab: Uint8Array = noBytes;
  /** What of the slab is in `chunks` or with the journal; it is never written again. */
  private slabFrom = 0;
  private slabEnd = 0;
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
    if (this.options.hasMarks && kept.byteLength <= copiedBytes) this.copy(kept);
    else {
      this.closeSlab();
      this.chunks.push(kept);
    }
    this.captured += kept.byteLength;
    this.pendingBytes += kept.byteLength;
    if (this.pendingBytes >= partBytes && this.options.hasMarks) this.flush();
  }

  /** Moves what has come so far to the journal. */
  flush(): void {
    this.closeSlab();
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
    this.closeSlab();
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

  private copy(chunk: Uint8Array): void {
    if (this.slabEnd + chunk.byteLength > this.slab.byteLength) {
      this.closeSlab();
      // As large as what has come, so that a stream that says little keeps little.
      const wanted = Math.min(maxSlabBytes, Math.max(minSlabBytes, this.captured));
      this.slab = Buffer.allocUnsafeSlow(Math.max(wanted, chunk.byteLength));
      this.slabFrom = this.slabEnd = 0;
    }
    this.slab.set(chunk, this.slabEnd);
    this.slabEnd += chunk.byteLength;
  }

  private closeSlab(): void {
    if (this.slabEnd === this.slabFrom) return;
    this.chunks.push(this.slab.subarray(this.slabFrom, this.slabEnd));
    this.slabFrom = this.slabEnd;
  }
}
