import type { DialectAdapter, Json } from "../dialects/dialect-adapter";
import { alignItems } from "../diff/align-items";
import { matchSequences } from "../diff/match-sequences";
import { tryParseJson } from "../json/json-access";
import { createSseSplitter, type RawEvent } from "../sse/sse-splitter";
import type { CapturedStream, LaneEvent, LaneFate, LaneLink, StreamLanes } from "./lane";

/** Enough for the longest answers; more are counted but not drawn. */
const maxEvents = 4_000;
const maxData = 1_000;
/** Clock resolution of the marks: smaller delays say nothing. */
const leastDelayMs = 0.05;

interface DecodedEvent extends LaneEvent {
  /** Equal for events with equal bytes. */
  readonly raw: string;
}

const decoder = new TextDecoder();

/** The time at which the byte at each offset came: offsets ascend, so the marks are walked once. */
function createClock(marks: CapturedStream["marks"]): (offset: number) => number | null {
  let index = 0;
  let end = marks[0]?.bytes ?? 0;
  return (offset) => {
    while (index < marks.length - 1 && end < offset) end += marks[++index]?.bytes ?? 0;
    return marks[index]?.at_ms ?? null;
  };
}

function readText(read: ReturnType<DialectAdapter["createStreamReader"]>, event: RawEvent): string {
  const data = event.data === null ? undefined : tryParseJson(event.data);
  if (data === undefined) return "";
  try {
    return read(event.name, data)
      .deltas.filter(({ kind }) => kind === "assistant" || kind === "refusal")
      .map(({ text }) => text)
      .join("");
  } catch {
    return "";
  }
}

function decode({ bytes, marks }: CapturedStream, adapter: DialectAdapter): { events: DecodedEvent[]; isCut: boolean } {
  const splitter = createSseSplitter();
  const clock = createClock(marks);
  const read = adapter.createStreamReader();
  const raws = [...splitter.push(bytes), ...splitter.end()];
  let offset = 0;
  const events = raws.slice(0, maxEvents).map((event): DecodedEvent => {
    offset += event.raw.length;
    return {
      atMs: clock(offset),
      bytes: event.raw.length,
      name: event.name,
      text: readText(read, event),
      data: (event.data ?? "").slice(0, maxData),
      raw: decoder.decode(event.raw),
    };
  });
  return { events, isCut: raws.length > maxEvents };
}

/** What events are compared by when their bytes differ: their JSON, with the name as type. */
function toItem({ name, raw, data }: DecodedEvent): Json {
  return { type: name ?? "message", data: tryParseJson(data) ?? raw };
}

/** Pairs of events, ascending on both lanes: equal bytes first, then what is most alike in between. */
function pairEvents(upstream: readonly DecodedEvent[], client: readonly DecodedEvent[]): [number, number][] {
  const same = matchSequences(
    upstream.map(({ raw }) => raw),
    client.map(({ raw }) => raw),
  );
  const pairs: [number, number][] = [];
  let [atA, atB] = [0, 0];
  for (const [a, b] of [...same, [upstream.length, client.length] as const]) {
    const left = upstream.slice(atA, a);
    const right = client.slice(atB, b);
    if (left.length > 0 && right.length > 0) {
      const { pairs: found } = alignItems(left.map(toItem), right.map(toItem));
      for (const [from, to] of found) pairs.push([atA + from, atB + to]);
    }
    if (a < upstream.length) pairs.push([a, b]);
    [atA, atB] = [a + 1, b + 1];
  }
  return pairs;
}

class LaneLayout {
  readonly links: LaneLink[] = [];

  constructor(
    private readonly upstream: readonly DecodedEvent[],
    private readonly client: readonly DecodedEvent[],
  ) {}

  link(): void {
    let [atA, atB] = [0, 0];
    for (const [a, b] of [
      ...pairEvents(this.upstream, this.client),
      [this.upstream.length, this.client.length] as const,
    ]) {
      for (; atA < a; atA++) this.links.push({ fate: "dropped", upstream: atA, client: null, delayMs: null });
      for (; atB < b; atB++) this.links.push({ fate: "injected", upstream: null, client: atB, delayMs: null });
      if (a < this.upstream.length) this.links.push(this.linkPair(a, b));
      [atA, atB] = [a + 1, b + 1];
    }
  }

  private linkPair(upstream: number, client: number): LaneLink {
    const [came, left] = [this.upstream[upstream], this.client[client]];
    const delayMs = came?.atMs == null || left?.atMs == null ? null : Math.max(0, left.atMs - came.atMs);
    return { fate: this.findFate(upstream, client), upstream, client, delayMs };
  }

  private findFate(upstream: number, client: number): LaneFate {
    const [came, left] = [this.upstream[upstream], this.client[client]];
    if (came?.raw !== left?.raw) return "rewritten";
    const next = this.upstream[upstream + 1]?.atMs ?? null;
    const isHeld = next !== null && left?.atMs != null && came?.atMs !== next && left.atMs - next > leastDelayMs;
    return isHeld ? "held" : "passed";
  }
}

function findFirstToken({
  upstream,
  client,
}: {
  upstream: readonly LaneEvent[];
  client: readonly LaneEvent[];
}): number | null {
  const came = upstream.find(({ text }) => text !== "")?.atMs ?? null;
  const left = client.find(({ text }) => text !== "")?.atMs ?? null;
  return came === null || left === null ? null : Math.max(0, left - came);
}

/** Lays a streamed answer out as two lanes of events and says what became of each. */
export function layOutLanes(upstream: CapturedStream, client: CapturedStream, adapter: DialectAdapter): StreamLanes {
  const [came, left] = [decode(upstream, adapter), decode(client, adapter)];
  const layout = new LaneLayout(came.events, left.events);
  layout.link();
  const delays = layout.links.flatMap(({ delayMs }) => (delayMs === null ? [] : [delayMs]));
  const countOf = (fate: LaneFate): number => layout.links.filter((link) => link.fate === fate).length;
  const show = ({ atMs, bytes, name, text, data }: DecodedEvent): LaneEvent => ({ atMs, bytes, name, text, data });
  const events = { upstream: came.events.map(show), client: left.events.map(show) };
  return {
    ...events,
    links: layout.links,
    counts: {
      passed: countOf("passed"),
      held: countOf("held"),
      rewritten: countOf("rewritten"),
      dropped: countOf("dropped"),
      injected: countOf("injected"),
    },
    firstTokenDelayMs: findFirstToken(events),
    meanDelayMs: delays.length === 0 ? null : delays.reduce((sum, delay) => sum + delay, 0) / delays.length,
    maxDelayMs: delays.length === 0 ? null : delays.reduce((most, delay) => Math.max(most, delay), 0),
    isCut: came.isCut || left.isCut,
  };
}
