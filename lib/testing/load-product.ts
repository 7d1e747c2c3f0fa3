import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallSummary, Page } from "@/lib/core/contracts/call";
import type { SystemReport } from "@/lib/core/contracts/system";
import { countUnexplained } from "@/lib/core/system/sum-processes";
import { findFreePort, Product, waitFor } from "./product-process";

const adminToken = "admin-token-for-load-tests";

/** Nothing runs, nothing waits, and each process can say what became of every call. */
export function isSettled({ totals, processes, database }: SystemReport): boolean {
  const { calls, gateways, gateways_running: running, lag_bytes: lag } = totals;
  if (calls === null || running < gateways || lag !== 0 || !database.is_up) return false;
  const counts = processes.flatMap(({ vitals }) => vitals?.calls ?? []);
  return counts.every((one) => one.running === 0 && one.waiting === 0 && countUnexplained(one) === 0);
}

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

  /** How it says that it is doing. */
  async getSystem(): Promise<SystemReport> {
    const headers = { authorization: `Bearer ${adminToken}` };
    const response = await fetch(`http://127.0.0.1:${String(this.port)}/api/v1/system`, { headers });
    if (!response.ok) throw new Error(`The system report has status ${String(response.status)}.`);
    return (await response.json()) as SystemReport;
  }

  /** Resolves when every call that each process has accepted is stored, set aside or counted as dropped. */
  async waitUntilSettled(timeoutMs = 60_000): Promise<SystemReport> {
    let report = null as SystemReport | null;
    await waitFor(
      async () => {
        report = await this.getSystem().catch(() => null);
        return report !== null && isSettled(report);
      },
      "every call to be stored",
      timeoutMs,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${JSON.stringify(report)}`);
    });
    return report!;
  }

  /** Asks until the answer is yes. @throws Error with what the product said last, when it takes too long */
  async waitFor(check: () => boolean | Promise<boolean>, what: string): Promise<void> {
    await waitFor(check, what).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.product.said.slice(-2_000)}`);
    });
  }

  /** Every recorded call, when as many as expected are there. */
  async waitForCalls(atLeast: number): Promise<readonly CallSummary[]> {
    const calls = await this.listCallsOnce(({ length }) => length >= atLeast);
    if (calls.length < atLeast) throw new Error(`Timeout: ${String(atLeast)} recorded calls`);
    return calls;
  }

  /** Every recorded call, once none runs and what is expected is there; after a minute what there is. */
  async listCallsOnce(isExpected: (calls: readonly CallSummary[]) => boolean): Promise<readonly CallSummary[]> {
    const endsAt = Date.now() + 60_000;
    for (;;) {
      const calls = await this.listCalls();
      const isSettled = calls.every((call) => call.state !== "in_progress") && isExpected(calls);
      if (isSettled || Date.now() > endsAt) return calls;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
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
