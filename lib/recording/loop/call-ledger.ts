import type { JournalPosition } from "../journal/segment-reader";

/** What became of the calls of the process that writes a journal. */
export interface LedgerCounts {
  readonly stored: number;
  readonly setAside: number;
  /** Ends that could not be understood. */
  readonly unreadable: number;
  /** Calls that processes before it had begun. */
  readonly inherited: number;
}

/** As it is kept in the cursor file, for a thread that starts again. */
export interface SavedLedger extends LedgerCounts {
  /** First segment of the process whose calls are counted. */
  readonly generation: number;
  /** Ends before this are counted already, even where the journal is read again. */
  readonly until: JournalPosition;
}

export interface EndedCall {
  readonly callId: string;
  /** Where its end lies; `null` when there is none. */
  readonly at: JournalPosition | null;
  readonly isInherited: boolean;
}

export function comparePositions(left: JournalPosition, right: JournalPosition): number {
  return left.segment - right.segment || left.offset - right.offset;
}

/** Counts each ended call once, when it is in the database or set aside, however often the thread starts again. */
export class CallLedger {
  private state: SavedLedger;
  /** What the thread before had counted. */
  private readonly known: JournalPosition;

  constructor(saved: SavedLedger | undefined, generation: number) {
    const empty = { stored: 0, setAside: 0, unreadable: 0, inherited: 0, until: { segment: 0, offset: 0 } };
    this.state = saved?.generation === generation ? saved : { generation, ...empty };
    this.known = this.state.until;
  }

  get saved(): SavedLedger {
    return this.state;
  }

  /** Whether what lies there was counted before the thread started again. */
  isCounted(at: JournalPosition): boolean {
    return comparePositions(at, this.known) < 0;
  }

  noteUnreadable(at: JournalPosition): void {
    if (!this.isCounted(at)) this.state = { ...this.state, unreadable: this.state.unreadable + 1 };
  }

  /** Called when the calls are in the database, or set aside. */
  commit(ended: readonly EndedCall[], setAside: ReadonlySet<string>, until: JournalPosition): void {
    const counts = { ...this.state };
    for (const { callId, at, isInherited } of ended) {
      if (at !== null && this.isCounted(at)) continue;
      if (isInherited) counts.inherited += 1;
      else if (setAside.has(callId)) counts.setAside += 1;
      else counts.stored += 1;
    }
    this.state = comparePositions(until, counts.until) > 0 ? { ...counts, until } : counts;
  }
}
