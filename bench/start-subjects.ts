/** Everything that a benchmark measures, started on cores of its own. */
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { frameRequest, HttpConnection } from "./http-connection";
import type { Subject } from "./measure";
import { buildLargeRequestBody, buildLongRequestBody, buildRequestBody, type PayloadKind } from "./payloads";
import { startPeers, type Peer } from "./peers";
import { findFreePort, pinToCore, startRole, stopProcess } from "./processes";
import type { LoadTarget } from "./run-load";
import { startProduct, type Product } from "./start-product";

export const measuredCore = 0;
const otherCore = 1;
const longStreamEvents = 5_000;

function createSubject(
  name: string,
  port: number,
  more: Partial<Subject> & { token?: string; kind?: PayloadKind; headers?: readonly string[] },
): Subject {
  const { token = "bench", kind = "plain", pid = null, settle = () => Promise.resolve(), headers } = more;
  const frame = (body: string): LoadTarget => ({ name, port, request: frameRequest(body, token, headers) });
  return {
    name,
    frame,
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

function listPeerSubjects(peers: readonly Peer[]): Subject[] {
  return peers.map(({ name, port, child, headers }) => createSubject(name, port, { pid: child.pid ?? null, headers }));
}

export interface SubjectOptions {
  readonly hasProduct: boolean;
  readonly hasPeers: boolean;
  readonly print: (text: string) => void;
}

/**
 * Starts the upstream, the bare proxy, the product and what stands beside it, and ends all of them afterwards.
 * @param use gets the upstream first, then the bare proxy
 */
export async function withSubjects(
  root: string,
  { hasProduct, hasPeers, print }: SubjectOptions,
  use: (subjects: readonly Subject[]) => Promise<void>,
): Promise<void> {
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
    await use([
      createSubject("Upstream, direct", upstreamPort, {}),
      createSubject("Bare Node proxy", barePort, { pid: bare.pid ?? null }),
      ...(product === null ? [] : await listProductSubjects(product)),
      ...listPeerSubjects(peers),
    ]);
  } finally {
    await product?.stop();
    for (const child of children) await stopProcess(child);
  }
}
