import type { EncodedRecord } from "./record-format";

/** Records that go to the disk with one write, and the promise that all their callers share. */
export class WriteBatch {
  readonly buffers: Uint8Array[] = [];
  bytes = 0;
  records = 0;
  isSettled = false;
  readonly settled: Promise<void>;
  private resolve: () => void = () => undefined;

  constructor() {
    this.settled = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  /** Lets the callers go on: written, or not going to be any time soon. */
  settle(): void {
    this.isSettled = true;
    this.resolve();
  }

  add(record: EncodedRecord): void {
    for (const buffer of record.buffers) this.addBuffer(buffer);
    this.bytes += record.bytes;
    this.records += 1;
  }

  /** Neighbours in memory become one piece. */
  private addBuffer(buffer: Uint8Array): void {
    const last = this.buffers.at(-1);
    if (last?.buffer === buffer.buffer && last.byteOffset + last.byteLength === buffer.byteOffset) {
      const bytes = last.byteLength + buffer.byteLength;
      this.buffers[this.buffers.length - 1] = new Uint8Array(buffer.buffer, last.byteOffset, bytes);
    } else this.buffers.push(buffer);
  }

  /** A batch that writes again what a failed segment may have lost; nobody waits for it. */
  static ofBuffers(buffers: readonly Uint8Array[], bytes: number): WriteBatch {
    const batch = new WriteBatch();
    for (const buffer of buffers) batch.buffers.push(buffer);
    batch.bytes = bytes;
    batch.settle();
    return batch;
  }
}
