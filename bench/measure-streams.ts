import { setTimeout as sleep } from "node:timers/promises";
import { HttpConnection } from "./http-connection";
import type { Subject } from "./measure";
import { openPacedStreams, type PacedTimes } from "./paced-streams";
import { buildHugeRequestBody, buildPacedRequestBody } from "./payloads";
import { readResidentMiB } from "./processes";
import { formatTable } from "./report";
import type { LoadTarget } from "./run-load";

/** As conversations come: twenty events a second. */
const intervalMs = 50;
const manyStreams = 1_000;
const fewStreams = 100;
/** Calls of 20 MB that are on their way at the same time. */
const hugeAtOnce = 2;
const idleStreams = 1_000;
const idleIntervalMs = 1_000;
/** What memory is compared after: long enough for a collection to have been worth while. */
const idleSeconds = 8;

interface StreamPlan {
  readonly isQuick: boolean;
  readonly print: (text: string) => void;
}

async function measurePaced(subject: Subject, count: number, seconds: number): Promise<PacedTimes> {
  const target = subject.frame(buildPacedRequestBody((seconds * 1000) / intervalMs, intervalMs));
  const { done } = await openPacedStreams(target, count, intervalMs);
  return done;
}

/** Large calls, one after the other on each connection, until told to stop. */
function sendWithoutPause(target: LoadTarget): { readonly stop: () => Promise<number> } {
  let isOver = false;
  const send = async (): Promise<number> => {
    const connection = await HttpConnection.open(target.port);
    let sent = 0;
    for (; !isOver; sent++) await connection.send(target.request);
    connection.close();
    return sent;
  };
  const running = Array.from({ length: hugeAtOnce }, send);
  return {
    async stop() {
      isOver = true;
      return (await Promise.all(running)).reduce((sum, sent) => sum + sent, 0);
    },
  };
}

async function measureBesideHuge(
  subject: Subject,
  seconds: number,
): Promise<{ times: PacedTimes; hugePerSecond: number }> {
  const startedAt = performance.now();
  const huge = sendWithoutPause(subject.frame(buildHugeRequestBody()));
  const times = await measurePaced(subject, fewStreams, seconds);
  const sent = await huge.stop();
  return { times, hugePerSecond: (sent * 1000) / (performance.now() - startedAt) };
}

/** Memory that an open stream takes which says little, in KiB. */
async function measureIdle({ pid, frame }: Subject): Promise<number | null> {
  if (pid === null) return null;
  const target = frame(buildPacedRequestBody(idleSeconds + 4, idleIntervalMs));
  const before = readResidentMiB(pid);
  const { done } = await openPacedStreams(target, idleStreams, idleIntervalMs);
  await sleep(idleSeconds * 1000);
  const after = readResidentMiB(pid);
  await done;
  return before === null || after === null ? null : ((after - before) * 1024) / idleStreams;
}

const round = (value: number, digits = 1): string => (Number.isNaN(value) ? "–" : value.toFixed(digits));

function describe({ delayP50Ms, delayP99Ms, unevenP50Ms, unevenP99Ms, failed }: PacedTimes): string[] {
  return [...[delayP50Ms, delayP99Ms, unevenP50Ms, unevenP99Ms].map((value) => round(value)), String(failed)];
}

const head = ["delay p50 ms", "p99", "uneven p50 ms", "p99", "failed"];

/** How evenly streams flow and what memory they take, as a report. Peers are left out: they are measured for calls. */
export async function measureAllStreams(subjects: readonly Subject[], { isQuick, print }: StreamPlan): Promise<string> {
  const seconds = isQuick ? 4 : 12;
  const many: string[][] = [];
  const beside: string[][] = [];
  const idle: string[][] = [];
  for (const subject of subjects) {
    print(`Measuring streams: ${subject.name} …`);
    // Nothing is measured before it has run once.
    await measurePaced(subject, fewStreams, 1);
    const memory = await measureIdle(subject);
    if (memory !== null) idle.push([subject.name, round(memory, 0)]);
    many.push([subject.name, ...describe(await measurePaced(subject, manyStreams, seconds))]);
    const { times, hugePerSecond } = await measureBesideHuge(subject, seconds);
    beside.push([subject.name, ...describe(times), round(hugePerSecond)]);
  }
  const tables = [
    formatTable([[`${manyStreams} streams, ${1000 / intervalMs} events/s each`, ...head], ...many]),
    formatTable([[`${fewStreams} streams beside requests of 20 MB`, ...head, "20 MB/s"], ...beside]),
    formatTable([[`${idleStreams} open streams, an event a second`, "KiB each"], ...idle]),
  ];
  const notes =
    "delay: from the upstream's write to the client. uneven: how far a gap between two events was from 50 ms.";
  return [...tables, notes].join("\n\n");
}
