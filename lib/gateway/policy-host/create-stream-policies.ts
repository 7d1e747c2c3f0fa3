/**
 * Response policies over a stream. Events are held, in order, until all text that they carry is decided by the whole chain.
 * What nobody edited leaves as the very bytes that came.
 */
import type {
  DialectAdapter,
  Json,
  StreamCloser,
  StreamDelta,
  StreamEcho,
  StreamFacts,
  StreamReader,
} from "@/lib/core/dialects/dialect-adapter";
import type { PolicyStep } from "@/lib/core/contracts/call";
import { noFacts } from "@/lib/core/dialects/openai-chat-stream";
import { hasRepeatedKeys } from "@/lib/core/json/has-repeated-keys";
import { tryParseJson } from "@/lib/core/json/json-access";
import { listLogprobs } from "@/lib/core/json/list-logprobs";
import type { JsonSplice } from "@/lib/core/json/splice-json";
import { areAdjacent, createSseSplitter, joinPieces, type RawEvent } from "@/lib/core/sse/sse-splitter";
import {
  closeStep,
  describeFailure,
  openSteps,
  type HostInput,
  type PolicyBlock,
  type StepState,
} from "./policy-outcome";
import type { ChainText } from "./run-chain";
import { runStretch, type Work } from "./run-in-stretches";
import { spliceEvent } from "./splice-event";
import { StreamChain } from "./stream-chain";
import { StreamEchoes } from "./stream-echoes";
import type { DeltaOwner } from "./stream-slot";
import { largestEventBytes, pieceUnits, slotUnits } from "./work-limits";

/** Bytes of events held at most. The policy that holds back the oldest of them then fails, open or closed as configured. */
const maxHeldBytes = 1024 * 1024;

export interface StreamPolicies {
  /** Pieces that may leave now, in order. */
  readonly push: (chunk: Uint8Array) => Uint8Array[];
  /** The same for events that were cut already. */
  readonly take: (events: readonly RawEvent[]) => Uint8Array[];
  /**
   * The upstream has ended: everything is decided. When it broke off in the middle of an event, a stream that was changed
   * ends before it; clients ignore half events, and an error can follow.
   */
  readonly end: (how?: { readonly isBroken: boolean }) => Uint8Array[];
  /** Whether work is left after `push` or `end`: then `resume`, after the event loop had its turn, until none is. */
  readonly isBusy: () => boolean;
  readonly resume: () => Uint8Array[];
  readonly steps: () => PolicyStep[];
  /** Whether the client got other bytes than upstream sent. */
  readonly isChanged: () => boolean;
  readonly block: () => PolicyBlock | null;
}

interface HeldEvent {
  readonly event: RawEvent;
  readonly json: Json;
  readonly owners: readonly DeltaOwner[];
  readonly copies: readonly JsonSplice[];
  readonly echoes?: readonly StreamEcho[];
}

const noOwners: readonly DeltaOwner[] = [];
const noSplices: readonly JsonSplice[] = [];
const encoder = new TextEncoder();
const twoMeanings = "An event of the stream has a key twice in one object, so it can be read in two ways.";
/** An object, after any white space: everything else is not read. */
const objectStart = /^\s*\{/;

function mayBeJson(data: string): boolean {
  return data.startsWith("{") || objectStart.test(data);
}

class StreamHost implements StreamPolicies {
  private readonly splitter = createSseSplitter();
  private readonly held: HeldEvent[] = [];
  private heldBytes = 0;
  private readonly echoes = new StreamEchoes();
  private out: Uint8Array[] = [];
  private hasChanged = false;
  /** Events that have come and wait for their turn. */
  private readonly queue: RawEvent[] = [];
  private work: Work<void> | null = null;
  private isEnding = false;
  private isOver = false;
  /** Not any more: what comes passes. */
  private isReading = true;
  private readonly chain: StreamChain;
  private readonly read: StreamReader;
  private readonly closer: StreamCloser;
  private readonly now: () => number;

  constructor(
    input: HostInput,
    private readonly states: readonly StepState[],
    private readonly interested: readonly StepState[],
    adapter: DialectAdapter,
  ) {
    this.chain = new StreamChain(interested, input.context, input.now);
    this.now = input.now;
    this.read = adapter.createStreamReader();
    this.closer = adapter.createStreamCloser();
  }

  push(chunk: Uint8Array): Uint8Array[] {
    if (this.isOver) return this.isReading ? [] : [chunk];
    return this.take(this.splitter.push(chunk));
  }

  take(events: readonly RawEvent[]): Uint8Array[] {
    if (this.isOver) return this.isReading ? [] : events.map(({ raw }) => raw);
    for (const event of events) this.queue.push(event);
    return this.isBusy() ? [] : this.resume();
  }

  end({ isBroken } = { isBroken: false }): Uint8Array[] {
    if (this.isOver) return [];
    const rest = this.splitter.end();
    if (!isBroken || !this.hasChanged) for (const event of rest) this.queue.push(event);
    this.isEnding = true;
    return this.isBusy() ? [] : this.resume();
  }

  isBusy(): boolean {
    return this.work !== null;
  }

  resume(): Uint8Array[] {
    this.work ??= this.workThrough();
    const step = runStretch(this.work, this.now);
    if (step.done === true) this.work = null;
    const { out } = this;
    this.out = [];
    return out;
  }

  steps(): PolicyStep[] {
    return this.states.map((state) => {
      return closeStep(state, this.interested.includes(state) ? null : "It does not read responses.");
    });
  }

  isChanged(): boolean {
    return this.hasChanged;
  }

  block(): PolicyBlock | null {
    return this.chain.block;
  }

  /** Takes in what has come, one event after the other. */
  private *workThrough(): Work<void> {
    const { queue } = this;
    let spent = 0;
    for (let index = 0; index < queue.length && !this.isOver; index++) {
      const event = queue[index];
      if (event === undefined) continue;
      yield* this.accept(event);
      spent += event.raw.length + slotUnits;
      if (spent < pieceUnits) continue;
      spent = 0;
      yield;
    }
    queue.length = 0;
    if (this.splitter.pendingBytes() > largestEventBytes) this.giveUp();
    if (!this.isEnding || this.isOver) return;
    this.chain.end("");
    this.release();
    this.isOver = true;
  }

  private *accept(event: RawEvent): Work<void> {
    this.held.push(yield* this.readEvent(event));
    this.heldBytes += event.raw.length;
    this.release();
    while (this.heldBytes > maxHeldBytes && this.chain.block === null && this.failHolder()) this.release();
  }

  /** Bytes that never become an event cannot be read: every policy fails, and what may go on goes on unread. */
  private giveUp(): void {
    this.chain.failAll(`An event of the stream was larger than ${largestEventBytes} bytes.`);
    this.release();
    if (this.isOver) return;
    this.isOver = true;
    this.isReading = false;
    for (const { raw } of this.splitter.end()) this.write(raw);
  }

  private *readEvent(event: RawEvent): Work<HeldEvent> {
    const { data } = event;
    if (data === null) return { event, json: null, owners: noOwners, copies: noSplices };
    const json = mayBeJson(data) ? tryParseJson(data) : undefined;
    if (json === undefined) {
      if (data.trim() === "[DONE]") this.chain.end("");
      return { event, json: null, owners: noOwners, copies: noSplices };
    }
    if (hasRepeatedKeys(data, json)) this.chain.failAll(twoMeanings);
    const { deltas, copies, ends, echoes } = this.readTexts(event.name, json);
    const owners: DeltaOwner[] = [];
    for (const delta of deltas) owners.push(yield* this.chain.add(delta));
    for (const path of ends) this.chain.end(path);
    const splices = copies.length === 0 ? noSplices : yield* this.rewriteCopies(copies);
    return { event, json, owners, copies: splices, ...(echoes !== undefined && { echoes }) };
  }

  /** What cannot be read, because it lies too deep, must not pass as if it had been. */
  private readTexts(name: string | null, json: Json): StreamFacts {
    try {
      return this.read(name, json);
    } catch (error) {
      this.chain.failAll(describeFailure(error));
      return noFacts;
    }
  }

  /** Texts that come whole a second time go through the chain afresh; their edits are recorded only when they are news. */
  private *rewriteCopies(copies: readonly StreamDelta[]): Work<JsonSplice[]> {
    const texts = copies.map((copy): ChainText & { readonly eventPath: string } => {
      const { slotPath: path, kind, format, text, eventPath, isNumber = false } = copy;
      return { slot: { path, kind, format, text, isNumber }, text, eventPath };
    });
    yield* this.chain.rewriteWhole(texts);
    const changed = texts.filter(({ slot, text }) => text !== slot.text);
    return changed.map(({ eventPath, text }) => ({ path: eventPath, value: text }));
  }

  private failHolder(): boolean {
    const owner = this.held[0]?.owners.find(({ waiting }) => waiting > 0);
    if (owner === undefined) return false;
    this.chain.failHolder(owner, `The policy held back more than ${maxHeldBytes} bytes of the stream.`);
    return true;
  }

  private release(): void {
    if (this.chain.block !== null) {
      this.stop(this.chain.block);
      return;
    }
    let count = 0;
    for (const held of this.held) {
      if (held.owners.some(({ waiting }) => waiting > 0)) break;
      this.emit(held);
      count++;
    }
    if (count > 0) this.held.splice(0, count);
  }

  private emit(held: HeldEvent): void {
    const { event, json, owners, copies } = held;
    this.heldBytes -= event.raw.length;
    this.closer.observe(event.name, json);
    const edits: JsonSplice[] = [...copies];
    for (const owner of owners) {
      owner.hasLeft = true;
      if (!owner.isTouched || owner.out === owner.delta.text) continue;
      edits.push({ path: owner.delta.eventPath, value: owner.out });
    }
    edits.push(...this.echoes.list(owners, held.echoes));
    if (edits.length > 0) {
      this.hasChanged = true;
      edits.push(
        ...listLogprobs(
          json,
          edits.map(({ path }) => path),
        ),
      );
    }
    this.write(edits.length === 0 ? event.raw : spliceEvent(event.raw, edits));
  }

  private write(bytes: Uint8Array): void {
    const last = this.out.pop();
    if (last === undefined) this.out.push(bytes);
    else if (areAdjacent(last, bytes)) this.out.push(joinPieces(last, bytes));
    else this.out.push(last, bytes);
  }

  /** What is held is dropped, and the stream ends as its dialect lets a refusal end. */
  private stop(block: PolicyBlock): void {
    this.isOver = true;
    this.hasChanged = true;
    this.held.length = 0;
    const why = block.isFailure
      ? "failed, and calls must not pass without it."
      : `stopped this answer: ${block.reason}`;
    this.write(encoder.encode(this.closer.close(`The policy "${block.policyName}" ${why}`)));
  }
}

/** A stream that no policy reads: chunks go through untouched. */
function createPassThrough(states: readonly StepState[], reason: string): StreamPolicies {
  return {
    push: (chunk) => [chunk],
    take: (events) => events.map(({ raw }) => raw),
    end: () => [],
    isBusy: () => false,
    resume: () => [],
    steps: () => states.map((state) => closeStep(state, reason)),
    isChanged: () => false,
    block: () => null,
  };
}

/** Starts the response policies of one stream. Nothing that it does throws. */
export function createStreamPolicies(input: HostInput): StreamPolicies {
  const states = openSteps(input.policies, "response");
  if (input.adapter === null) return createPassThrough(states, "Policies do not read this endpoint.");
  const interested = states.filter(({ compiled: { policy } }) => policy.hooks?.includes("response") ?? true);
  if (interested.length === 0) return createPassThrough(states, "It does not read responses.");
  return new StreamHost(input, states, interested, input.adapter);
}
