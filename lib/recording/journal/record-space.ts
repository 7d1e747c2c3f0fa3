const slabBytes = 256 * 1024;

/** Room for encoded records, cut from large pieces of memory, so that records made one after the other lie side by side. */
export class RecordSpace {
  private slab: Buffer = Buffer.alloc(0);
  private used = 0;
  private last: Buffer | null = null;

  take(bytes: number): Buffer {
    this.last = null;
    if (bytes > slabBytes / 4) return Buffer.allocUnsafeSlow(bytes);
    if (this.used + bytes > this.slab.length) {
      this.slab = Buffer.allocUnsafeSlow(slabBytes);
      this.used = 0;
    }
    const taken = this.slab.subarray(this.used, this.used + bytes);
    this.used += bytes;
    this.last = taken;
    return taken;
  }

  /** Of the last piece, the end of it that was not needed. */
  giveBack(bytes: number): void {
    if (this.last !== null) this.used -= bytes;
    this.last = null;
  }
}
