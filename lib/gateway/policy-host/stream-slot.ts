/** One text of a stream on its way through the chain: which part of it waits at which policy, and which event it belongs to. */
import type { TextScanner } from "@/lib/core/contracts/policy";
import type { StreamDelta } from "@/lib/core/dialects/dialect-adapter";

/** A delta of an event, until all of its text is decided. */
export interface DeltaOwner {
  readonly delta: StreamDelta;
  /** What the chain made of it so far. */
  out: string;
  isTouched: boolean;
  /** Pieces of it that wait at a policy. The event can leave at zero. */
  waiting: number;
  hasLeft: boolean;
}

/** A stretch of text; a replacement belongs to the event where the replaced range begins. */
export interface Piece {
  readonly owner: DeltaOwner;
  readonly text: string;
}

/** What waits at one policy for one text. */
export interface Stage {
  scanner: TextScanner | null;
  /** Offset in this policy's input where the scanner began: not zero when the text went on after its end. */
  base: number;
  readonly waiting: Piece[];
  /** Offset in this policy's input of the first waiting character. */
  start: number;
  /** Length of this policy's input so far. */
  length: number;
  last: DeltaOwner | null;
  /** What came last: a scanner that starts anew after an end must not see less than the one before. */
  recent: string;
}

/** So much of what came last is kept. */
const recentUnits = 512;

/** Root of a path: the choice, item or block that the text belongs to, for example `choices[0]`. */
export function rootOf(path: string): string {
  const end = path.indexOf("]");
  return end < 0 ? path : path.slice(0, end + 1);
}

/** One text, with a stage for each policy. */
export interface StreamSlot {
  readonly path: string;
  readonly stages: readonly Stage[];
  readonly record: "text" | "leaves";
  isOpen: boolean;
}

/** A stage at which nothing has arrived. */
export function openStage(): Stage {
  return { scanner: null, base: 0, waiting: [], start: 0, length: 0, last: null, recent: "" };
}

/** Adds text to what waits. */
export function addWaiting(stage: Stage, piece: Piece): void {
  stage.waiting.push(piece);
  stage.length += piece.text.length;
  stage.last = piece.owner;
  stage.recent += piece.text;
  if (stage.recent.length > 4 * recentUnits) stage.recent = stage.recent.slice(-recentUnits);
  piece.owner.waiting++;
}

/** Takes what waits before an offset, split where it must be. */
export function takeWaiting(stage: Stage, offset: number): Piece[] {
  const taken: Piece[] = [];
  let count = 0;
  for (const piece of stage.waiting) {
    const end = stage.start + piece.text.length;
    if (end > offset) break;
    taken.push(piece);
    piece.owner.waiting--;
    stage.start = end;
    count++;
  }
  stage.waiting.splice(0, count);
  const [next] = stage.waiting;
  if (next !== undefined && offset > stage.start) {
    const size = offset - stage.start;
    taken.push({ owner: next.owner, text: next.text.slice(0, size) });
    stage.waiting[0] = { owner: next.owner, text: next.text.slice(size) };
    stage.start = offset;
  }
  return taken;
}
