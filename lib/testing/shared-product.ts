import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BodySide, CallDetail, CallStream, CallSummary, Dialect, Page } from "@/lib/core/contracts/call";
import type { CallRecords } from "./call-records";
import { limitedRequests, testCredentials, type GatewayUnderTest } from "./describe-gateway";
import { findFreePort, Product } from "./product-process";

const adminToken = "admin-token-for-conformance-tests";
const attempts = 200;
const pauseMs = 25;

interface TenantOptions {
  readonly active?: boolean;
  readonly maxRequests?: number;
  /** Ids of policies, in order. */
  readonly policies?: readonly string[];
}

/** The management API of a running product. */
export class ManagementClient {
  constructor(
    private readonly url: string,
    private readonly token = adminToken,
  ) {}

  async ask(path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    return fetch(`${this.url}/api/v1${path}`, init);
  }

  async send<T>(path: string, body?: object): Promise<T> {
    const response = await this.ask(path, body);
    if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** A project with an upstream for each dialect, and a token of it. */
  async createTenant(name: string, upstreamUrl: string, options: TenantOptions = {}): Promise<string> {
    const { active = true, maxRequests = null, policies = [] } = options;
    const project = await this.send<{ id: string }>("/projects", { name });
    const upstreams = [];
    for (const dialect of ["openai", "anthropic"] as const satisfies readonly Dialect[]) {
      const credential = await this.send<{ id: string }>(`/projects/${project.id}/credentials`, {
        provider: dialect,
        name: dialect,
        secret: testCredentials[dialect],
        base_url: upstreamUrl,
      });
      upstreams.push({ dialect, provider: dialect, base_url: upstreamUrl, credential_id: credential.id });
    }
    await this.patch(`/projects/${project.id}`, { upstreams, active, policies });
    const token = { project_id: project.id, name, max_requests: maxRequests };
    return (await this.send<{ token: string }>("/tokens", token)).token;
  }

  private async patch(path: string, body: object): Promise<void> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const response = await fetch(`${this.url}/api/v1${path}`, { method: "PATCH", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${String(response.status)} ${await response.text()}`);
  }
}

async function until<T>(read: () => Promise<T | null>, what: string): Promise<T> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const found = await read();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new Error(`not recorded: ${what}`);
}

/** The same questions, asked over the management API. */
function readProductRecords(api: ManagementClient): CallRecords {
  const find = async (callId: string): Promise<CallDetail | null> => {
    const response = await api.ask(`/calls/${callId}`);
    if (!response.ok) return null;
    const call = (await response.json()) as CallDetail;
    return call.state === "in_progress" ? null : call;
  };
  const waitForEnd = (callId: string): Promise<CallDetail> => until(() => find(callId), callId);
  return {
    waitForEnd,
    async waitForModel(model) {
      const id = await until(async () => {
        const { data } = await api.send<Page<CallSummary>>(`/calls?model=${model}`);
        return data[0]?.id ?? null;
      }, model);
      return waitForEnd(id);
    },
    hasEnded: async (callId) => (await find(callId)) !== null,
    async bytesOf(callId: string, side: BodySide) {
      await waitForEnd(callId);
      const response = await api.ask(`/calls/${callId}/raw?side=${side}`);
      return Buffer.from(await response.arrayBuffer());
    },
    countMarks: async (callId) => (await api.send<CallStream>(`/calls/${callId}/stream`)).upstream.length,
  };
}

/** The whole product in a data directory of its own, for any number of suites, each with upstreams of its own. */
export class SharedProduct {
  private started: Promise<{ product: Product; directory: string; api: ManagementClient; url: string }> | null = null;
  private suites = 0;

  /** @param command `start`, or `next` for the Next app alone */
  constructor(private readonly command: "start" | "next") {}

  /** Makes projects whose upstreams are at `upstreamUrl`. The first suite waits for the product. */
  connect = async (upstreamUrl: string): Promise<GatewayUnderTest> => {
    this.started ??= this.start();
    const { api, url } = await this.started;
    const suite = String(++this.suites);
    return {
      url,
      tokens: {
        good: await api.createTenant(`good ${suite}`, upstreamUrl),
        limited: await api.createTenant(`limited ${suite}`, upstreamUrl, { maxRequests: limitedRequests }),
        idle: await api.createTenant(`idle ${suite}`, upstreamUrl, { active: false }),
        unreachable: await api.createTenant(`unreachable ${suite}`, "http://127.0.0.1:9"),
      },
      records: readProductRecords(api),
      close: () => Promise.resolve(),
    };
  };

  async close(): Promise<void> {
    if (this.started === null) return;
    const { product, directory } = await this.started;
    const code = await product.stop();
    await rm(directory, { recursive: true, force: true });
    if (code !== 0) throw new Error(`The product ended with code ${String(code)}:\n${product.said}`);
  }

  private async start() {
    const directory = await mkdtemp(join(tmpdir(), "diffract-conformance-"));
    const port = await findFreePort();
    const product = new Product(join(directory, "data"), port, this.command, { DIFFRACT_ADMIN_TOKEN: adminToken });
    await product.waitUntilReady().catch(async (error: unknown) => {
      // Nobody else knows it, so nobody else would end it.
      await product.stop();
      throw error;
    });
    const url = `http://127.0.0.1:${String(port)}`;
    return { product, directory, api: new ManagementClient(url), url };
  }
}
