/** More than this takes the page cache long enough for other calls to notice. */
const mostBytes = 256 * 1024;
/** Longer than this and the disk is busy, or does not answer at all. */
const slowSyncMs = 100;
const slowWriteMs = 25;
/** How long a busy disk is not written to from the event loop. */
const pauseMs = 1000;

/**
 * Whether records may be written from the event loop. The page cache takes them in microseconds, where the thread pool costs
 * several times as much; but a writer is held up where the kernel cannot keep up with the disk. Syncs show that first.
 */
export class DirectWrites {
  private notBefore = 0;

  /** @param syncingSince when the sync in flight began; `null` when there is none */
  allows(bytes: number, syncingSince: number | null, now: number): boolean {
    if (syncingSince !== null && now - syncingSince > slowSyncMs) this.notBefore = now + pauseMs;
    return bytes <= mostBytes && now >= this.notBefore;
  }

  /** Takes note of how long a write took. */
  note(startedAt: number, endedAt: number): void {
    if (endedAt - startedAt > slowWriteMs) this.notBefore = endedAt + pauseMs;
  }
}
