/**
 * `npm run bench`: what the gateway costs, on one core, against a bare Node proxy and the upstream itself, in one run.
 * `--quick` measures for a second each and keeps no history; `--without-product` measures the harness alone;
 * `--peers` adds nginx and Portkey's gateway. Nothing else is measured by `--storing` (how fast a full journal is stored),
 * `--traces` (what the spans of a call cost) and `--streams` (how evenly many streams flow and what memory they take).
 */
import { parseArgs } from "node:util";
import { measureStoring } from "./measure-storing";
import { measureTraces } from "./measure-traces";
import { measureAllStreams } from "./measure-streams";
import {
  measureFixedRate,
  measureLongStreams,
  measureThroughput,
  type LongStreams,
  type StreamTimes,
  type Subject,
  type Throughput,
} from "./measure";
import { canPin } from "./processes";
import { appendHistory, formatReport, type SubjectResult } from "./report";
import { listFailures } from "./run-load";
import { serveBareProxy } from "./serve-bare-proxy";
import { serveUpstream } from "./serve-upstream";
import { measuredCore, withSubjects } from "./start-subjects";

const concurrencies = [1, 16, 64];
const streamsPerSecond = 40;
const jsonCallsPerSecond = 100;
const longStreams = 20;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

interface Plan {
  readonly loadMs: number;
  readonly streamMs: number;
}

async function measureAll(subjects: readonly Subject[], plan: Plan): Promise<SubjectResult[]> {
  const throughput = new Map<string, Throughput[]>(subjects.map(({ name }) => [name, []]));
  const streams = new Map<string, StreamTimes>();
  const json = new Map<string, StreamTimes>();
  const long = new Map<string, LongStreams>();
  const load = { core: measuredCore, durationMs: plan.loadMs, kind: "json" } as const;
  await measureThroughput(subjects, { ...load, concurrency: 16, durationMs: plan.loadMs / 2 });
  for (const concurrency of concurrencies) {
    print(`Measuring JSON calls, ${concurrency} at once …`);
    const measured = await measureThroughput(subjects, { ...load, concurrency });
    for (const [name, result] of measured) throughput.get(name)?.push(result);
  }
  print("Measuring requests of 100 kB …");
  const large = await measureThroughput(subjects, { ...load, concurrency: 16, kind: "large" });
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

interface BenchOptions {
  readonly isQuick: boolean;
  readonly hasProduct: boolean;
  readonly hasPeers: boolean;
}

async function runBench(root: string, { isQuick, hasProduct, hasPeers }: BenchOptions): Promise<void> {
  const plan = isQuick ? { loadMs: 1_000, streamMs: 1_000 } : { loadMs: 4_000, streamMs: 6_000 };
  await withSubjects(root, { hasProduct, hasPeers, print }, async (subjects) => {
    const result = {
      isPinned: canPin,
      jsonCallsPerSecond,
      streamsPerSecond,
      subjects: await measureAll(subjects, plan),
      failures: listFailures(),
    };
    print(`\n${formatReport(result)}`);
    if (!isQuick && hasProduct) appendHistory(root, result);
  });
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
      streams: { type: "boolean", default: false },
      traces: { type: "boolean", default: false },
    },
  });
  if (values.traces) measureTraces(print);
  else if (values.storing) print(await measureStoring(values.quick ? 5_000 : 20_000));
  else {
    const options = { hasProduct: !values["without-product"], hasPeers: values.peers };
    if (values.streams) {
      await withSubjects(process.cwd(), { ...options, print }, async (subjects) => {
        print(`\n${await measureAllStreams(subjects, { isQuick: values.quick, print })}`);
      });
    } else await runBench(process.cwd(), { isQuick: values.quick, ...options });
  }
}
