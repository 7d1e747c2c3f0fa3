import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findFreePort, isAlive, Product, waitFor } from "@/lib/testing/product-process";

describe.skipIf(process.platform !== "linux")("npm start", () => {
  let directory: string;
  let port: number;
  const products: Product[] = [];
  const launch = (command?: string, at = port) => {
    const product = new Product(directory, at, command);
    products.push(product);
    return product;
  };
  const fetchStatus = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (response) => response.status,
      () => 0,
    );
  /** The process id of the embedded Postgres, 0 when it names none. */
  const readPostmaster = () =>
    readFile(join(directory, "postgres", "postmaster.pid"), "utf8").then(
      (text) => Number(text.split("\n")[0]),
      () => 0,
    );

  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), "diffract start ")), "data");
    port = await findFreePort();
  });
  afterEach(async () => {
    for (const product of products.splice(0)) if (product.child.exitCode === null) await product.stop();
    await rm(join(directory, ".."), { recursive: true, force: true });
  });

  it("prints what one needs, once, and starts again within five seconds with the same data", async () => {
    const first = launch();
    await first.waitUntilReady();
    expect(first.said.split("\n").length).toBeLessThan(30);
    const token = /dfr_[A-Za-z0-9]{12}_[A-Za-z0-9]+/.exec(first.said)?.[0];
    expect(token).toBeDefined();
    expect(await fetchStatus("/healthz")).toBe(200);
    await waitFor(async () => (await fetchStatus("/readyz")) === 200, "ready");
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const file of ["secret", "admin-token", "database-url", "postgres-password"]) {
      expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
    }
    expect(await first.stop()).toBe(0);

    // The best of six: the promise is about the product, not about what else the machine does.
    const durations: number[] = [];
    let second = first;
    while (durations.length < 6 && !durations.some((duration) => duration < 5_000)) {
      const startedAt = performance.now();
      second = launch();
      await second.waitUntilReady();
      durations.push(performance.now() - startedAt);
      expect(await second.stop()).toBe(0);
    }
    expect(Math.min(...durations)).toBeLessThan(5_000);
    expect(second.said).not.toContain(token);
    expect(second.said).toContain("printed at the first start");
  });

  it.each(["SIGTERM", "SIGINT"] as const)("leaves nothing running after %s, and ends with 0", async (signal) => {
    const product = launch();
    await product.waitUntilReady();
    const children = await product.listChildren();
    expect(children).toHaveLength(3);
    expect(await product.stop(signal)).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
    expect(await fetchStatus("/healthz")).toBe(0);
  });

  it("names the port that is taken, and leaves nothing running", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const product = launch();
    expect(await product.exited).toBe(1);
    expect(product.said).toContain(`Port ${port} on 127.0.0.1 is taken`);
    expect(product.said).not.toContain("    at ");
    await expect(stat(join(directory, "postgres"))).rejects.toThrow();
    await new Promise((resolve) => server.close(resolve));
  });

  it("refuses a data directory that is in use", async () => {
    await launch().waitUntilReady();
    const other = launch("start", await findFreePort());
    expect(await other.exited).toBe(1);
    expect(other.said).toContain("Another Diffract is running with the data directory");
    await waitFor(async () => (await fetchStatus("/readyz")) === 200, "ready");
  });

  it("takes over the database that a killed supervisor left, whose children end by themselves", async () => {
    const first = launch();
    await first.waitUntilReady();
    const children = await first.listChildren();
    await first.stop("SIGKILL");
    await waitFor(() => children.filter(isAlive).length === 1, "the children to end, and Postgres to stay");
    const second = launch();
    await second.waitUntilReady();
    expect(await second.stop()).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
  });

  it("starts a database again that was killed, and a gateway too", async () => {
    const product = launch();
    await product.waitUntilReady();
    const children = await product.listChildren();
    const postgres = await readPostmaster();
    process.kill(postgres, "SIGKILL");
    // Not "not ready": the new one may be up before anybody asks.
    await waitFor(async () => ![0, postgres].includes(await readPostmaster()), "another Postgres");
    await waitFor(async () => (await fetchStatus("/readyz")) === 200, "ready again");
    for (const pid of children.filter((each) => each !== postgres)) process.kill(pid, "SIGKILL");
    await waitFor(async () => (await fetchStatus("/readyz")) === 200, "ready once more");
    const client = new Client({ connectionString: (await readFile(join(directory, "database-url"), "utf8")).trim() });
    await client.connect();
    expect((await client.query("SELECT 1 FROM people")).rowCount).toBe(1);
    await client.end();
  });

  it("lists every problem of the environment and starts nothing", async () => {
    const product = launch("start", 99_999);
    expect(await product.exited).toBe(1);
    expect(product.said).toContain(`PORT is "99999"`);
    await expect(stat(directory)).rejects.toThrow();
  });

  it("serves everything from the console alone with npm run start:next", async () => {
    const product = launch("next");
    await product.waitUntilReady();
    await waitFor(async () => (await fetchStatus("/readyz")) === 200, "ready");
    expect(await product.listChildren()).toHaveLength(2);
    expect(await product.stop()).toBe(0);
  });
});
