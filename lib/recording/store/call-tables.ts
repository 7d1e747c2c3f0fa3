import {
  bodyColumns,
  callColumns,
  eventColumns,
  stepColumns,
  type AssembledCall,
  type Columns,
  type RowOf,
} from "../assemble/call-rows";
import type { CallState } from "@/lib/core/contracts/call";
import { CopyBuffer, copyEnd, copySignature } from "./copy-buffer";
import { copyInto } from "./statements";
import { createRowWriter } from "./create-row-writer";

/** A buffer that one huge call has grown is not kept for all small ones. */
const keptBytes = 16 * 1024 * 1024;
/** Of a row's first column, behind the number of its columns. */
const firstColumnAt = 2;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A call whose rows lie in a batch's tables, ready to be copied; nothing else of it needs to be kept. */
export interface EncodedCall {
  readonly callId: string;
  readonly state: CallState;
  /** About how much this is on its way to the database. */
  readonly bytes: number;
  /** Of each table, in the order of the tables. */
  readonly ranges: readonly Range[];
  readonly tables: CallTables;
}

/** A statement and what it reads, in pieces. */
export interface CopyInput {
  readonly statement: string;
  readonly pieces: readonly Uint8Array[];
}

class TableRows<Table extends Columns> {
  readonly statement: string;
  buffer = new CopyBuffer();
  private readonly write: (buffer: CopyBuffer, row: RowOf<Table>) => void;

  constructor(table: string, columns: Table) {
    this.statement = copyInto(table, Object.keys(columns));
    this.write = createRowWriter(columns);
  }

  add(row: RowOf<Table>): void {
    this.write(this.buffer, row);
  }

  clear(): void {
    if (this.buffer.capacity > keptBytes) this.buffer = new CopyBuffer();
    this.buffer.cut(0);
  }
}

/**
 * The rows of a batch of calls in the form that COPY reads. They are written as soon as a call has been assembled: hundreds
 * of calls that wait as objects would cost more in garbage collection than all the rest.
 */
export class CallTables {
  private readonly calls = new TableRows("conversation_calls", callColumns);
  private readonly events = new TableRows("conversation_events", eventColumns);
  private readonly bodies = new TableRows("call_bodies", bodyColumns);
  private readonly steps = new TableRows("call_steps", stepColumns);
  private readonly all = [this.calls, this.events, this.bodies, this.steps];

  /** Makes room for the next batch; the calls of the one before are no longer valid. */
  clear(): void {
    for (const table of this.all) table.clear();
  }

  /** @throws RangeError when a value is none of its column's type; nothing of the call is kept then */
  encode({ callId, state, bytes, call, events, bodies, steps }: AssembledCall): EncodedCall {
    const starts = this.all.map((table) => table.buffer.length);
    try {
      this.calls.add(call);
      for (const row of events) this.events.add(row);
      for (const row of bodies) this.bodies.add(row);
      for (const row of steps) this.steps.add(row);
    } catch (error) {
      for (const [index, table] of this.all.entries()) table.buffer.cut(starts[index] ?? 0);
      throw error;
    }
    const ranges = this.all.map((table, index) => ({ start: starts[index] ?? 0, end: table.buffer.length }));
    return { callId, state, bytes, ranges, tables: this };
  }

  setRevision({ ranges: [row] }: EncodedCall, revision: bigint): void {
    if (row !== undefined) this.calls.buffer.setInt8(row.start + firstColumnAt, revision);
  }

  /** A COPY for each table that has rows of these calls, all of them of this batch; valid until the next is encoded. */
  listInputs(calls: readonly EncodedCall[]): CopyInput[] {
    return this.all.flatMap((table, index) => {
      const rows = joinRanges(calls.map(({ ranges }) => ranges[index] ?? { start: 0, end: 0 }));
      if (rows.length === 0) return [];
      const pieces = rows.map(({ start, end }) => table.buffer.take(start, end));
      return [{ statement: table.statement, pieces: [copySignature, ...pieces, copyEnd] }];
    });
  }
}

/** The same ranges, those that touch each other in one; empty ones left out. */
function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (range.start === range.end) continue;
    if (last?.end === range.start) joined[joined.length - 1] = { start: last.start, end: range.end };
    else joined.push(range);
  }
  return joined;
}
