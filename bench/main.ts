/**
 * `npm run bench`: what the gateway costs, on one core, against a bare Node proxy and the upstream itself, in one run.
 * `--quick` measures for a second each and keeps no history; `--without-product` measures the harness alone;
 * `--peers` adds nginx and Portkey's gateway; `--storing` measures how fast a full journal is stored, and nothing else.
 */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { frameRequest, HttpConnection } from "./http-connection";
import { measureStoring } from "./measure-storing";
import {
  measureFixedRate,
  measureLongStreams,
  measureThroughput,
  type LongStreams,
  type StreamTimes,
  type Subject,
  type Throughput,
} from "./measure";
import { buildLargeRequestBody, buildLongRequestBody, buildRequestBody, type PayloadKind } from "./payloads";
import { startPeers, type Peer } from "./peers";
import { canPin, findFreePort, pinToCore, startRole, stopProcess } from "./processes";
import { appendHistory, formatReport, type SubjectResult } from "./report";
import { listFailures, type LoadTarget } from "./run-load";
import { serveBareProxy } from "./serve-bare-proxy";
import { serveUpstream } from "./serve-upstream";
import { startProduct, type Product } from "./start-product";

const measuredCore = 0;
const otherCore = 1;
const concurrencies = [1, 16, 64];
const streamsPerSecond = 40;
const jsonCallsPerSecond = 100;
const longStreams = 20;
const longStreamEvents = 5_000;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

interface Plan {
  readonly loadMs: number;
  readonly streamMs: number;
}

function createSubject(
  name: string,
  port: number,
  more: Partial<Subject> & { token?: string; kind?: PayloadKind; headers?: readonly string[] },
): Subject {
  const { token = "bench", kind = "plain", pid = null, settle = () => Promise.resolve(), headers } = more;
  const frame = (body: string): LoadTarget => ({ name, port, request: frameRequest(body, token, headers) });
  return {
    name,
    json: frame(buildRequestBody(kind, false)),
    large: frame(buildLargeRequestBody()),
    stream: frame(buildRequestBody(kind, true)),
    longStream: frame(buildLongRequestBody(longStreamEvents)),
    longStreamEvents,
    pid,
    settle,
  };
}

async function listProductSubjects(product: Product): Promise<Subject[]> {
  const withPolicies = await product.createToken("bench with policies", true);
  const without = await product.createToken("bench without policies", false);
  const settle = async (callId: string | null): Promise<void> => {
    if (callId !== null) await product.waitUntilRecorded(callId);
  };
  const shared = { pid: product.gatewayPid, settle };
  return [
    createSubject("Diffract, recording only", product.port, { ...shared, token: without }),
    createSubject("Diffract, two policies, no match", product.port, { ...shared, token: withPolicies }),
    createSubject("Diffract, two policies, matching", product.port, {
      ...shared,
      token: withPolicies,
      kind: "personal",
    }),
  ];
}

async function measureAll(subjects: readonly Subject[], plan: Plan): Promise<SubjectResult[]> {
  const throughput = new Map<string, Throughput[]>(subjects.map(({ name }) => [name, []]));
  const streams = new Map<string, StreamTimes>();
  const json = new Map<string, StreamTimes>();
  const long = new Map<string, LongStreams>();
  const large = new Map<string, Throughput>();
  const load = { core: measuredCore, durationMs: plan.loadMs, kind: "json" } as const;
  for (const subject of subjects) {
    await measureThroughput(subject, { ...load, concurrency: 16, durationMs: plan.loadMs / 2 });
  }
  for (const concurrency of concurrencies) {
    print(`Measuring JSON calls, ${concurrency} at once …`);
    for (const subject of subjects) {
      throughput.get(subject.name)?.push(await measureThroughput(subject, { ...load, concurrency }));
    }
  }
  print("Measuring requests of 100 kB …");
  for (const subject of subjects) {
    large.set(subject.name, await measureThroughput(subject, { ...load, concurrency: 16, kind: "large" }));
  }
  print("Measuring calls and streams at a fixed rate …");
  for (const subject of subjects) {
    json.set(subject.name, await measureFixedRate(subject, "json", jsonCallsPerSecond, plan.streamMs));
    streams.set(subject.name, await measureFixedRate(subject, "stream", streamsPerSecond, plan.streamMs));
  }
  print("Measuring long streams …");
  for (const subject of subjects.slice(1)) {
    long.set(subject.name, await measureLongStreams(subject, longStreams, measuredCore));
  }
  const none = { firstByteP50Ms: Number.NaN, firstByteP99Ms: Number.NaN, lastByteP50Ms: Number.NaN };
  return subjects.map(({ name }) => ({
    name,
    throughput: throughput.get(name) ?? [],
    large: large.get(name) ?? null,
    json: json.get(name) ?? none,
    streams: streams.get(name) ?? none,
    longStreams: long.get(name) ?? null,
  }));
}

async function waitUntilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const connection = await HttpConnection.open(port).catch(() => null);
    connection?.close();
    if (connection !== null) return;
    await sleep(50);
  }
  throw new Error("A part of the benchmark did not start.");
}

/** What was started would go on without us. */
function onInterrupt(listChildren: () => readonly (ChildProcess | undefined)[]): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      for (const child of listChildren()) child?.kill();
      process.exit(1);
    });
  }
}

interface BenchOptions {
  readonly isQuick: boolean;
  readonly hasProduct: boolean;
  readonly hasPeers: boolean;
}

function listPeerSubjects(peers: readonly Peer[]): Subject[] {
  return peers.map(({ name, port, child, headers }) => createSubject(name, port, { pid: child.pid ?? null, headers }));
}

async function runBench(root: string, { isQuick, hasProduct, hasPeers }: BenchOptions): Promise<void> {
  const plan = isQuick ? { loadMs: 1_000, streamMs: 1_000 } : { loadMs: 4_000, streamMs: 6_000 };
  const [upstreamPort, barePort] = [await findFreePort(), await findFreePort()];
  const upstreamUrl = `http://127.0.0.1:${upstreamPort}`;
  const children: ChildProcess[] = [];
  let product: Product | null = null;
  onInterrupt(() => [...children, product?.child]);
  try {
    children.push(startRole("upstream", [String(upstreamPort)], otherCore));
    const bare = startRole("bare-proxy", [String(barePort), upstreamUrl], measuredCore);
    children.push(bare);
    if (hasProduct) {
      print("Starting the product …");
      product = await startProduct(root, upstreamUrl, [measuredCore, otherCore]);
    }
    const { peers, missing } = hasPeers ? await startPeers(upstreamPort, measuredCore) : { peers: [], missing: [] };
    children.push(...peers.map(({ child }) => child));
    for (const reason of missing) print(reason);
    pinToCore(process.pid, otherCore);
    for (const port of [upstreamPort, barePort, ...peers.map((peer) => peer.port)]) await waitUntilListening(port);
    const subjects = [
      createSubject("Upstream, direct", upstreamPort, {}),
      createSubject("Bare Node proxy", barePort, { pid: bare.pid ?? null }),
      ...(product === null ? [] : await listProductSubjects(product)),
      ...listPeerSubjects(peers),
    ];
    const result = {
      isPinned: canPin,
      jsonCallsPerSecond,
      streamsPerSecond,
      subjects: await measureAll(subjects, plan),
      failures: listFailures(),
    };
    print(`\n${formatReport(result)}`);
    if (!isQuick && hasProduct) appendHistory(root, result);
  } finally {
    await product?.stop();
    for (const child of children) await stopProcess(child);
  }
}

const [role, first = "", second = ""] = process.argv.slice(2);
if (role === "upstream") serveUpstream(Number(first));
else if (role === "bare-proxy") serveBareProxy(Number(first), second);
else {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      "without-product": { type: "boolean", default: false },
      peers: { type: "boolean", default: false },
      storing: { type: "boolean", default: false },
    },
  });
  if (values.storing) print(await measureStoring(values.quick ? 5_000 : 20_000));
  else {
    const hasProduct = !values["without-product"];
    await runBench(process.cwd(), { isQuick: values.quick, hasProduct, hasPeers: values.peers });
  }
}
