/**
 * `npm run bench`: what the gateway costs, on one core, against a bare Node proxy and the upstream itself, in one run.
 * `--quick` measures for a second each and keeps no history; `--without-product` measures the harness alone.
 */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { frameRequest } from "./http-connection";
import { measureStreams, measureThroughput, type StreamTimes, type Subject, type Throughput } from "./measure";
import { buildRequestBody, type PayloadKind } from "./payloads";
import { canPin, findFreePort, pinToCore, startRole, stopProcess } from "./processes";
import { appendHistory, formatReport, type SubjectResult } from "./report";
import { serveBareProxy } from "./serve-bare-proxy";
import { serveUpstream } from "./serve-upstream";
import { startProduct, type Product } from "./start-product";

const measuredCore = 0;
const otherCore = 1;
const concurrencies = [1, 16, 64];
const streamsPerSecond = 40;

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
  more: Partial<Subject> & { token?: string; kind?: PayloadKind },
): Subject {
  const { token = "bench", kind = "plain", pid = null, settle = () => Promise.resolve() } = more;
  return {
    name,
    json: { port, request: frameRequest(buildRequestBody(kind, false), token) },
    stream: { port, request: frameRequest(buildRequestBody(kind, true), token) },
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
  for (const subject of subjects) await measureThroughput(subject, 16, plan.loadMs / 2, measuredCore);
  for (const concurrency of concurrencies) {
    print(`Measuring JSON calls, ${concurrency} at once …`);
    for (const subject of subjects) {
      throughput.get(subject.name)?.push(await measureThroughput(subject, concurrency, plan.loadMs, measuredCore));
    }
  }
  print("Measuring streams …");
  for (const subject of subjects) {
    streams.set(subject.name, await measureStreams(subject, streamsPerSecond, plan.streamMs));
  }
  const none = { firstByteP50Ms: Number.NaN, firstByteP99Ms: Number.NaN, lastByteP50Ms: Number.NaN };
  return subjects.map(({ name }) => ({
    name,
    throughput: throughput.get(name) ?? [],
    streams: streams.get(name) ?? none,
  }));
}

async function runBench(root: string, isQuick: boolean, hasProduct: boolean): Promise<void> {
  const plan = isQuick ? { loadMs: 1_000, streamMs: 1_000 } : { loadMs: 4_000, streamMs: 6_000 };
  const [upstreamPort, barePort] = [await findFreePort(), await findFreePort()];
  const upstreamUrl = `http://127.0.0.1:${upstreamPort}`;
  const children: ChildProcess[] = [];
  let product: Product | null = null;
  try {
    children.push(startRole("upstream", [String(upstreamPort)], otherCore));
    const bare = startRole("bare-proxy", [String(barePort), upstreamUrl], measuredCore);
    children.push(bare);
    if (hasProduct) {
      print("Starting the product …");
      product = await startProduct(root, upstreamUrl, [measuredCore, otherCore]);
    }
    pinToCore(process.pid, otherCore);
    await sleep(500);
    const subjects = [
      createSubject("Upstream, direct", upstreamPort, {}),
      createSubject("Bare Node proxy", barePort, { pid: bare.pid ?? null }),
      ...(product === null ? [] : await listProductSubjects(product)),
    ];
    const result = { isPinned: canPin, streamsPerSecond, subjects: await measureAll(subjects, plan) };
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
    options: { quick: { type: "boolean", default: false }, "without-product": { type: "boolean", default: false } },
  });
  await runBench(process.cwd(), values.quick, !values["without-product"]);
}
