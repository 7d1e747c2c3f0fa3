import { setTimeout as sleep } from "node:timers/promises";
import { HttpConnection, type Exchange } from "./http-connection";

/** What is called, and with what. */
export interface LoadTarget {
  readonly name: string;
  readonly port: number;
  readonly request: Buffer;
}

export interface LoadResult {
  readonly calls: number;
  readonly seconds: number;
  readonly exchanges: readonly Exchange[];
}

/** How many calls each subject refused or failed: they are left out of its figures, and the report says so. */
const failed = new Map<string, number>();

/** Of all runs so far. */
export function listFailures(): ReadonlyMap<string, number> {
  return failed;
}

function keepGood({ name }: LoadTarget, exchanges: readonly Exchange[]): Exchange[] {
  const good = exchanges.filter(({ status }) => status === 200);
  if (good.length < exchanges.length) failed.set(name, (failed.get(name) ?? 0) + exchanges.length - good.length);
  return good;
}

/** As many calls as go through `concurrency` connections, each sending its next call when the last was answered. */
export async function runClosedLoop(target: LoadTarget, concurrency: number, durationMs: number): Promise<LoadResult> {
  const connections = await Promise.all(Array.from({ length: concurrency }, () => HttpConnection.open(target.port)));
  const startedAt = performance.now();
  const until = startedAt + durationMs;
  const perConnection = await Promise.all(
    connections.map(async (connection) => {
      const own: Exchange[] = [];
      while (performance.now() < until) own.push(await connection.send(target.request));
      return own;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const connection of connections) connection.close();
  const exchanges = keepGood(target, perConnection.flat());
  return { calls: exchanges.length, seconds, exchanges };
}

/** One call on each of so many connections at the same time. */
export async function runTogether(target: LoadTarget, count: number): Promise<LoadResult> {
  const connections = await Promise.all(Array.from({ length: count }, () => HttpConnection.open(target.port)));
  const startedAt = performance.now();
  const sent = connections.map((connection) => connection.send(target.request));
  const exchanges = keepGood(target, await Promise.all(sent));
  for (const connection of connections) connection.close();
  return { calls: exchanges.length, seconds: (performance.now() - startedAt) / 1000, exchanges };
}

const spareConnections = 16;

/**
 * Calls begun at a fixed rate, whether or not earlier ones are answered, so that a slow answer delays no later call. Times
 * count from when a call was due, not from when it could be sent.
 */
export async function runFixedRate(target: LoadTarget, perSecond: number, durationMs: number): Promise<LoadResult> {
  const spare = Array.from({ length: spareConnections }, () => HttpConnection.open(target.port));
  const idle: HttpConnection[] = await Promise.all(spare);
  const running: Promise<Exchange>[] = [];
  const startedAt = performance.now();
  const count = Math.floor((durationMs / 1000) * perSecond);
  const call = async (dueAt: number): Promise<Exchange> => {
    const connection = idle.pop() ?? (await HttpConnection.open(target.port));
    const lateMs = Math.max(0, performance.now() - dueAt);
    const { firstByteMs, lastByteMs, ...exchange } = await connection.send(target.request);
    idle.push(connection);
    return { ...exchange, firstByteMs: firstByteMs + lateMs, lastByteMs: lastByteMs + lateMs };
  };
  for (let index = 0; index < count; index++) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    await sleep(Math.max(0, dueAt - performance.now()));
    running.push(call(dueAt));
  }
  const exchanges = keepGood(target, await Promise.all(running));
  for (const connection of idle) connection.close();
  return { calls: exchanges.length, seconds: (performance.now() - startedAt) / 1000, exchanges };
}
