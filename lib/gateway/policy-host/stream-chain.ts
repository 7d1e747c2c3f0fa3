/** The chain of policies over the growing texts of one stream. */
import type { PolicyContext, ScanResult, TextEdit } from "@/lib/core/contracts/policy";
import type { StreamDelta } from "@/lib/core/dialects/dialect-adapter";
import { failStep, type PolicyBlock, type StepState } from "./policy-outcome";
import { runChain, type ChainText } from "./run-chain";
import { createSlotScanner, recordEdit } from "./slot-scanner";
import {
  addWaiting,
  openStage,
  takeWaiting,
  type DeltaOwner,
  type Piece,
  type Stage,
  type StreamSlot,
} from "./stream-slot";

interface Step {
  readonly state: StepState;
  readonly index: number;
}

const nothing: ScanResult = { decidedTo: 0, edits: [] };

/** Decides the texts of a stream. Nothing here throws; a policy that does is taken out, or blocks, as configured. */
export class StreamChain {
  block: PolicyBlock | null = null;
  private readonly slots = new Map<string, StreamSlot>();
  private readonly open = new Set<StreamSlot>();
  /** Lengths of texts that came whole and were recorded so. */
  private readonly whole = new Map<string, number>();

  constructor(
    private readonly states: readonly StepState[],
    private readonly context: PolicyContext,
    private readonly now: () => number,
  ) {}

  /** Adds a delta's text to its slot; what it became so far is in the owner. */
  add(delta: StreamDelta): DeltaOwner {
    const owner: DeltaOwner = { delta, out: "", isTouched: false, waiting: 0, hasLeft: false };
    if (delta.text === "") return owner;
    let slot = this.slots.get(delta.slotPath);
    if (slot?.isOpen !== true) slot = this.openSlot(delta, slot);
    this.feed(slot, 0, { owner, text: delta.text });
    return owner;
  }

  /**
   * Rewrites texts that come whole, in place, with scanners of their own. Their edits are recorded only when the record does
   * not have them: for texts not seen before, or seen otherwise (the last copy is what the reassembled body says).
   */
  rewriteWhole(texts: readonly ChainText[]): void {
    const known = texts.filter(({ slot }) => this.lengthOf(slot.path) === slot.text.length);
    const news = texts.filter((text) => !known.includes(text));
    for (const { slot } of news) {
      if (this.lengthOf(slot.path) !== undefined) this.forgetEdits(slot.path);
      this.whole.set(slot.path, slot.text.length);
    }
    this.runWhole(news, true);
    this.runWhole(known, false);
  }

  /** Length of a text as it was last seen, before any policy. */
  private lengthOf(path: string): number | undefined {
    return this.whole.get(path) ?? this.slots.get(path)?.stages[0]?.length;
  }

  private forgetEdits(path: string): void {
    for (const { edits } of this.states) {
      const kept = edits.filter((edit) => edit.path !== path);
      edits.splice(0, edits.length, ...kept);
    }
  }

  private runWhole(texts: readonly ChainText[], isRecorded: boolean): void {
    if (texts.length === 0 || this.block !== null) return;
    const shadows = this.states.map((state): StepState => ({ ...state, edits: isRecorded ? state.edits : [] }));
    this.block = runChain(shadows, texts, this.context, this.now);
    for (const [index, state] of this.states.entries()) {
      const shadow = shadows[index];
      if (shadow === undefined) continue;
      state.durationMs = shadow.durationMs;
      state.hasRead = shadow.hasRead;
      state.block ??= shadow.block;
      if (shadow.failure !== null && state.failure === null) this.fail({ state, index }, shadow.failure);
    }
  }

  /** Ends the slots at a path, or below a prefix that ends in `.` or `[`; the empty prefix ends all. */
  end(prefix: string): void {
    const isPrefix = prefix === "" || prefix.endsWith(".") || prefix.endsWith("[");
    for (const slot of this.open) {
      if (isPrefix ? slot.path.startsWith(prefix) : slot.path === prefix) this.endSlot(slot);
    }
  }

  /** The first policy that holds back text of this delta fails: it has held too much. */
  failHolder(owner: DeltaOwner, reason: string): void {
    const slot = this.slots.get(owner.delta.slotPath);
    const index = slot?.stages.findIndex(({ waiting }) => waiting.some((piece) => piece.owner === owner)) ?? -1;
    const state = this.states[index];
    if (state !== undefined) this.fail({ state, index }, reason);
  }

  private openSlot(delta: StreamDelta, known: StreamSlot | undefined): StreamSlot {
    const { slotPath: path, record = "text" } = delta;
    const slot = known ?? { path, record, isOpen: true, stages: this.states.map(openStage) };
    slot.isOpen = true;
    this.slots.set(path, slot);
    this.open.add(slot);
    for (const [index, state] of this.states.entries()) this.openScanner(slot, delta, { state, index });
    return slot;
  }

  private openScanner(slot: StreamSlot, delta: StreamDelta, step: Step): void {
    const { state, index } = step;
    const stage = slot.stages[index];
    if (stage === undefined || state.failure !== null) return;
    stage.base = stage.length;
    const where = { hook: state.hook, path: slot.path, kind: delta.kind };
    try {
      stage.scanner = createSlotScanner(state.compiled.policy, where, delta.format, this.context);
      state.hasRead ||= stage.scanner !== null;
    } catch {
      this.fail(step, "The policy failed.");
    }
  }

  private feed(slot: StreamSlot, index: number, piece: Piece): void {
    const stage = slot.stages[index];
    const state = this.states[index];
    if (stage === undefined || state === undefined) {
      piece.owner.out += piece.text;
      return;
    }
    const { scanner } = stage;
    if (scanner === null || this.block !== null) {
      stage.length += piece.text.length;
      stage.start = stage.length;
      this.feed(slot, index + 1, piece);
      return;
    }
    addWaiting(stage, piece);
    const step = { state, index };
    const result = this.scan(step, () => scanner.push(piece.text));
    if (state.failure === null) this.apply(slot, step, stage, result);
  }

  private endSlot(slot: StreamSlot): void {
    slot.isOpen = false;
    this.open.delete(slot);
    for (const [index, state] of this.states.entries()) {
      const stage = slot.stages[index];
      const scanner = stage?.scanner ?? null;
      if (stage === undefined || scanner === null || this.block !== null) continue;
      const step = { state, index };
      const result = this.scan(step, () => scanner.end());
      if (state.failure === null) this.apply(slot, step, stage, result);
      stage.scanner = null;
    }
  }

  private scan(step: Step, run: () => ScanResult): ScanResult {
    const startedAt = this.now();
    try {
      return run();
    } catch {
      // The error's own text may quote what was scanned, so it is not kept.
      this.fail(step, "The policy failed.");
      return nothing;
    } finally {
      step.state.durationMs += this.now() - startedAt;
    }
  }

  private apply(slot: StreamSlot, step: Step, stage: Stage, result: ScanResult): void {
    if (result.block !== undefined) {
      step.state.block = { policyName: step.state.compiled.binding.name, ...result.block, isFailure: false };
      this.block = step.state.block;
      return;
    }
    for (const edit of result.edits) {
      this.applyEdit(slot, step, stage, edit);
      if (step.state.failure !== null) return;
    }
    this.pass(slot, step.index, takeWaiting(stage, stage.base + result.decidedTo));
  }

  private applyEdit(slot: StreamSlot, step: Step, stage: Stage, edit: TextEdit): void {
    const start = stage.base + edit.start;
    const end = stage.base + edit.end;
    this.pass(slot, step.index, takeWaiting(stage, start));
    const owner = stage.waiting[0]?.owner ?? stage.last;
    if (owner === null || owner.hasLeft) {
      this.fail(step, "The policy added text after the end of what had already left.");
      return;
    }
    const removed = takeWaiting(stage, end);
    for (const piece of removed) piece.owner.isTouched = true;
    owner.isTouched = true;
    const from = removed.map((piece) => piece.text).join("");
    const record = recordEdit({ ...edit, start, end }, { path: slot.path, record: slot.record, from });
    step.state.edits.push(record);
    if (edit.replacement !== "") this.feed(slot, step.index + 1, { owner, text: edit.replacement });
  }

  private pass(slot: StreamSlot, index: number, pieces: readonly Piece[]): void {
    for (const piece of pieces) this.feed(slot, index + 1, piece);
  }

  /** Takes a policy out of the chain: what waited there goes on as it is. When it fails closed, everything stops. */
  private fail(step: Step, reason: string): void {
    const block = failStep(step.state, reason);
    if (block !== null) {
      this.block ??= block;
      return;
    }
    for (const slot of this.open) {
      const stage = slot.stages[step.index];
      if (stage === undefined) continue;
      stage.scanner = null;
      this.pass(slot, step.index, takeWaiting(stage, Infinity));
    }
  }
}
