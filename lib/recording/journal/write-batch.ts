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
    for (const buffer of record.buffers) this.buffers.push(buffer);
    this.bytes += record.bytes;
    this.records += 1;
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
