import { connect, type Socket } from "node:net";
import { pick } from "./measure";
import type { LoadTarget } from "./run-load";

/** When each event of one stream came, and how long it had been on its way. */
interface PacedStream {
  readonly status: number;
  /** Milliseconds from the upstream's write to here, an event each. */
  readonly delaysMs: readonly number[];
  /** Milliseconds between one event and the next. */
  readonly gapsMs: readonly number[];
}

/** What paced streams looked like to those who read them. */
export interface PacedTimes {
  readonly streams: number;
  readonly events: number;
  /** Streams that were refused or broke off. */
  readonly failed: number;
  readonly delayP50Ms: number;
  readonly delayP99Ms: number;
  /** How far the time between two events was from what it should have been, up or down. */
  readonly unevenP50Ms: number;
  readonly unevenP99Ms: number;
}

/** Milliseconds of a clock that all processes of this machine share. */
export function readSharedClock(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

const stamp = /"sent_at":(\d+\.\d+)/g;

class Reader {
  private readonly delaysMs: number[] = [];
  private readonly gapsMs: number[] = [];
  private status = 0;
  private lastAt: number | null = null;
  private rest = "";

  take(chunk: Buffer): void {
    const now = readSharedClock();
    const text = this.rest + chunk.toString("latin1");
    if (this.status === 0) this.status = Number(text.slice(9, 12));
    let end = 0;
    for (const match of text.matchAll(stamp)) {
      end = match.index + match[0].length;
      this.delaysMs.push(now - Number(match[1]));
      if (this.lastAt !== null) this.gapsMs.push(now - this.lastAt);
      this.lastAt = now;
    }
    // A stamp may be cut; the end of the chunked body is looked for in what is left as well.
    this.rest = text.slice(Math.max(end, text.length - 64));
  }

  isOver(): boolean {
    return this.rest.endsWith("0\r\n\r\n");
  }

  read(): PacedStream {
    return { status: this.status, delaysMs: this.delaysMs, gapsMs: this.gapsMs };
  }
}

function readStream(socket: Socket, request: Buffer): Promise<PacedStream> {
  const reader = new Reader();
  return new Promise((resolve) => {
    const finish = (): void => {
      socket.destroy();
      resolve(reader.isOver() ? reader.read() : { ...reader.read(), status: 0 });
    };
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      reader.take(chunk);
      if (reader.isOver()) finish();
    });
    socket.once("error", finish).once("close", finish);
    socket.write(request);
  });
}

export interface OpenStreams {
  /** Resolves when the last of them has ended. */
  readonly done: Promise<PacedTimes>;
}

/** Opens so many streams, spread over one interval so that they do not all speak at once. */
export async function openPacedStreams(target: LoadTarget, count: number, intervalMs: number): Promise<OpenStreams> {
  const running: Promise<PacedStream>[] = [];
  for (let index = 0; index < count; index++) {
    const socket = connect(target.port, "127.0.0.1");
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    running.push(readStream(socket, target.request));
  }
  return { done: Promise.all(running).then((streams) => summarise(streams, intervalMs)) };
}

function summarise(streams: readonly PacedStream[], intervalMs: number): PacedTimes {
  const good = streams.filter(({ status }) => status === 200);
  const delays = Float64Array.from(good.flatMap(({ delaysMs }) => delaysMs)).sort();
  const uneven = Float64Array.from(
    good.flatMap(({ gapsMs }) => gapsMs.map((gap) => Math.abs(gap - intervalMs))),
  ).sort();
  return {
    streams: streams.length,
    events: delays.length,
    failed: streams.length - good.length,
    delayP50Ms: pick(delays, 0.5),
    delayP99Ms: pick(delays, 0.99),
    unevenP50Ms: pick(uneven, 0.5),
    unevenP99Ms: pick(uneven, 0.99),
  };
}
