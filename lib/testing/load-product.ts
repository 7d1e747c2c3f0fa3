import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallSummary, Page } from "@/lib/core/contracts/call";
import { findFreePort, Product, waitFor } from "./product-process";

const adminToken = "admin-token-for-load-tests";

/** The product with one upstream, which can be stopped, killed and started again with what it has stored. */
export class LoadProduct {
  product: Product;
  token = "";

  private constructor(
    private readonly directory: string,
    readonly port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.product = this.launch();
  }

  static async start(upstreamUrl: string, env: Readonly<Record<string, string>> = {}): Promise<LoadProduct> {
    const directory = await mkdtemp(join(tmpdir(), "diffract-load-"));
    const provider = { OPENAI_API_KEY: "sk-load", OPENAI_BASE_URL: upstreamUrl, DIFFRACT_ADMIN_TOKEN: adminToken };
    const started = new LoadProduct(directory, await findFreePort(), { ...provider, ...env });
    await started.product.waitUntilReady();
    started.token = /dfr_[A-Za-z0-9]{12}_[A-Za-z0-9]+/.exec(started.product.said)?.[0] ?? "";
    return started;
  }

  async startAgain(): Promise<void> {
    this.product = this.launch();
    await this.product.waitUntilReady();
  }

  async getStatus(path: string): Promise<number> {
    return fetch(`http://127.0.0.1:${String(this.port)}${path}`).then(
      (response) => response.status,
      () => 0,
    );
  }

  /** Every recorded call, when as many as expected are there. */
  async waitForCalls(atLeast: number): Promise<readonly CallSummary[]> {
    let calls: readonly CallSummary[] = [];
    await waitFor(
      async () => {
        calls = await this.listCalls();
        return calls.length >= atLeast && calls.every((call) => call.state !== "in_progress");
      },
      `${String(atLeast)} recorded calls`,
      60_000,
    );
    return calls;
  }

  async remove(): Promise<void> {
    if (this.product.child.exitCode === null) await this.product.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private launch(): Product {
    return new Product(join(this.directory, "data"), this.port, "start", this.env);
  }

  private async listCalls(): Promise<CallSummary[]> {
    const calls: CallSummary[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const url = `http://127.0.0.1:${String(this.port)}/api/v1/calls?limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`;
      const response = await fetch(url, { headers: { authorization: `Bearer ${adminToken}` } });
      const page = (await response.json()) as Page<CallSummary>;
      calls.push(...page.data);
      cursor = page.next_cursor;
    }
    return calls;
  }
}
