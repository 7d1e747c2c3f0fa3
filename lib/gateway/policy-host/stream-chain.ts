/** The chain of policies over the growing texts of one stream. */
import type { PolicyContext, ScanResult, TextEdit } from "@/lib/core/contracts/policy";
import type { StreamDelta } from "@/lib/core/dialects/dialect-adapter";
import { countTime, describeFailure, failStep, type PolicyBlock, type StepState } from "./policy-outcome";
import { primeScanner } from "./primed-scanner";
import { runChain, type ChainText } from "./run-chain";
import type { Work } from "./run-in-stretches";
import { createSlotScanner, recordEdit } from "./slot-scanner";
import {
  addWaiting,
  openStage,
  rootOf,
  takeWaiting,
  type DeltaOwner,
  type Piece,
  type Stage,
  type StreamSlot,
} from "./stream-slot";
import { allowanceMsPerPiece, allowanceMsPerUnit, pieceUnits, tooSlow } from "./work-limits";

interface Step {
  readonly state: StepState;
  readonly index: number;
}

const nothing: ScanResult = { decidedTo: 0, edits: [] };

/** Decides the texts of a stream. Nothing here throws; a policy that does is taken out, or blocks, as configured. */
export class StreamChain {
  block: PolicyBlock | null = null;
  private readonly slots = new Map<string, StreamSlot>();
  /** Open slots by the root of their path. */
  private readonly open = new Map<string, Set<StreamSlot>>();
  /** Lengths of texts that came whole and were recorded so. */
  private readonly whole = new Map<string, number>();

  constructor(
    private readonly states: readonly StepState[],
    private readonly context: PolicyContext,
    private readonly now: () => number,
  ) {}

  /** Adds a delta's text to its slot, long ones piece by piece; what it became so far is in the owner. */
  *add(delta: StreamDelta): Work<DeltaOwner> {
    const { text } = delta;
    const owner: DeltaOwner = { delta, out: "", isTouched: false, waiting: 0, hasLeft: false };
    if (text === "") return owner;
    let slot = this.slots.get(delta.slotPath);
    if (slot?.isOpen !== true) slot = this.openSlot(delta, slot);
    if (text.length <= pieceUnits) {
      this.feed(slot, 0, { owner, text });
      return owner;
    }
    for (let at = 0; at < text.length; at += pieceUnits) {
      this.feed(slot, 0, { owner, text: text.slice(at, at + pieceUnits) });
      yield;
    }
    return owner;
  }

  /**
   * Rewrites texts that come whole, in place, with scanners of their own. Their edits are recorded only when the record does
   * not have them: for texts not seen before, or seen otherwise (the last copy is what the reassembled body says).
   */
  *rewriteWhole(texts: readonly ChainText[]): Work<void> {
    const known: ChainText[] = [];
    const news: ChainText[] = [];
    for (const text of texts) (this.lengthOf(text.slot.path) === text.slot.text.length ? known : news).push(text);
    this.forgetEdits(new Set(news.map(({ slot }) => slot.path).filter((path) => this.lengthOf(path) !== undefined)));
    for (const { slot } of news) this.whole.set(slot.path, slot.text.length);
    yield* this.runWhole(news, true);
    yield* this.runWhole(known, false);
  }

  /** Length of a text as it was last seen, before any policy. */
  private lengthOf(path: string): number | undefined {
    return this.whole.get(path) ?? this.slots.get(path)?.stages[0]?.length;
  }

  private forgetEdits(paths: ReadonlySet<string>): void {
    if (paths.size === 0) return;
    for (const { edits } of this.states) {
      let count = 0;
      for (const edit of edits) if (!paths.has(edit.path)) edits[count++] = edit;
      edits.length = count;
    }
  }

  private *runWhole(texts: readonly ChainText[], isRecorded: boolean): Work<void> {
    if (texts.length === 0 || this.block !== null) return;
    const shadows = this.states.map((state): StepState => ({ ...state, edits: isRecorded ? state.edits : [] }));
    this.block = yield* runChain({ states: shadows, texts, context: this.context, now: this.now });
    for (const [index, state] of this.states.entries()) {
      const shadow = shadows[index];
      if (shadow === undefined) continue;
      state.durationMs = shadow.durationMs;
      state.startMs = shadow.startMs;
      state.endMs = shadow.endMs;
      state.allowedMs = shadow.allowedMs;
      state.hasRead = shadow.hasRead;
      state.block ??= shadow.block;
      if (shadow.failure !== null && state.failure === null) this.fail({ state, index }, shadow.failure);
    }
  }

  /** Ends the slots at a path, or below a prefix that ends in `.` or `[`; the empty prefix ends all. */
  end(prefix: string): void {
    const isPrefix = prefix === "" || prefix.endsWith(".") || prefix.endsWith("[");
    const groups = prefix.includes("]") ? [this.open.get(rootOf(prefix))] : [...this.open.values()];
    for (const group of groups) {
      for (const slot of group ?? []) {
        if (isPrefix ? slot.path.startsWith(prefix) : slot.path === prefix) this.endSlot(slot);
      }
    }
  }

  /** All policies fail at once: the stream cannot be read on. */
  failAll(reason: string): void {
    for (const [index, state] of this.states.entries()) if (state.failure === null) this.fail({ state, index }, reason);
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
    const root = rootOf(path);
    const group = this.open.get(root);
    if (group === undefined) this.open.set(root, new Set([slot]));
    else group.add(slot);
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
      // JSON that goes on after its end is none any more: it is read as text.
      const format = stage.recent === "" ? delta.format : "text";
      const scanner = createSlotScanner(state.compiled.policy, where, format, this.context);
      stage.scanner = scanner === null || stage.recent === "" ? scanner : primeScanner(scanner, stage.recent);
      state.hasRead ||= scanner !== null;
    } catch (error) {
      this.fail(step, describeFailure(error));
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
    state.allowedMs += allowanceMsPerPiece + piece.text.length * allowanceMsPerUnit;
    const result = this.scan(step, () => scanner.push(piece.text));
    if (state.failure === null) this.apply(slot, step, stage, result);
  }

  private endSlot(slot: StreamSlot): void {
    slot.isOpen = false;
    const root = rootOf(slot.path);
    const group = this.open.get(root);
    group?.delete(slot);
    if (group?.size === 0) this.open.delete(root);
    for (const [index, state] of this.states.entries()) {
      const stage = slot.stages[index];
      const scanner = stage?.scanner ?? null;
      if (stage === undefined || scanner === null || this.block !== null) continue;
      const step = { state, index };
      const result = this.scan(step, () => scanner.end());
      if (state.failure === null) this.apply(slot, step, stage, result);
      // A slot that is not open any more is out of sight of `fail`: what waits here must still go on.
      if (state.failure !== null) this.pass(slot, index, takeWaiting(stage, Infinity));
      stage.scanner = null;
    }
  }

  private scan(step: Step, run: () => ScanResult): ScanResult {
    const startedAt = this.now();
    try {
      return run();
    } catch (error) {
      this.fail(step, describeFailure(error));
      return nothing;
    } finally {
      countTime(step.state, startedAt, this.now());
      if (step.state.durationMs > step.state.allowedMs && step.state.failure === null) this.fail(step, tooSlow);
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
    for (const group of [...this.open.values()]) {
      for (const slot of group) {
        const stage = slot.stages[step.index];
        if (stage === undefined) continue;
        stage.scanner = null;
        this.pass(slot, step.index, takeWaiting(stage, Infinity));
      }
    }
  }
}
