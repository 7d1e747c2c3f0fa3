import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TokenGrant } from "@/lib/core/contracts/configuration";
import { mintToken } from "@/lib/core/ids/token-format";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { createDb, createPool, type Db } from "@/lib/db/create-db";
import { startTestPostgres, type TestPostgres } from "@/lib/testing/start-test-postgres";
import { createDirectory, type LiveDirectory } from "./create-directory";

/** Two gateways, each with connections of its own, on one database. */
let postgres: TestPostgres;
let pools: readonly Pool[];
let dbs: readonly Db[];
let directories: readonly LiveDirectory[];
const projectId = createUuidV7(Date.now());

const db = (): Db => dbs[0]!;

beforeAll(async () => {
  postgres = await startTestPostgres();
  const { url } = postgres;
  pools = [1, 2].map(() => createPool({ url, max: 3, applicationName: "test", statementTimeoutMs: 2_000 }));
  dbs = pools.map((pool) => createDb(pool));
  await db().project.create({ data: { id: projectId, name: "one" } });
  directories = dbs.map((each) => createDirectory({ db: each, url, openSecret: () => "" }));
  await Promise.all(directories.map((directory) => directory.reload()));
});
afterAll(async () => {
  await Promise.all(directories.map((directory) => directory.close()));
  await Promise.all(dbs.map((each) => each.$disconnect()));
  await Promise.all(pools.map((pool) => pool.end()));
  await postgres.drop();
});

async function makeToken(maxRequests: number | null) {
  const { publicId } = mintToken();
  const id = createUuidV7(Date.now());
  await db().token.create({ data: { id, projectId, name: "t", publicId, hmac: new Uint8Array(32), maxRequests } });
  return { id, publicId };
}

/** As the gateway does it: finds the token, then spends. */
async function spend(directory: LiveDirectory | undefined, publicId: string): Promise<boolean> {
  const token = (await directory?.findToken(publicId)) as TokenGrant;
  return directory!.spendRequest(token);
}

async function spendMany(publicId: string, times: number): Promise<number> {
  const answers = Array.from({ length: times }, (_, index) => spend(directories[index % 2], publicId));
  return (await Promise.all(answers)).filter(Boolean).length;
}

const readCount = async (tokenId: string): Promise<number> =>
  Number((await db().tokenUsage.findUnique({ where: { tokenId } }))?.requestCount ?? 0);

describe("token limits", () => {
  it("let exactly 25 of 60 concurrent requests pass, over two directories", async () => {
    const { id, publicId } = await makeToken(25);
    expect(await spendMany(publicId, 60)).toBe(25);
    expect(await readCount(id)).toBe(25);
    expect(await spendMany(publicId, 10)).toBe(0);
  });

  it("let exactly as many pass of a large limit, of which some is taken ahead", async () => {
    const { id, publicId } = await makeToken(3_000);
    let passed = 0;
    const callers = Array.from({ length: 8 }, async (_, caller) => {
      for (let call = 0; call < 400; call++) {
        if (await spend(directories[caller % 2], publicId)) passed += 1;
      }
    });
    await Promise.all(callers);
    expect(passed).toBe(3_000);
    expect(await readCount(id)).toBe(3_000);
  });

  it("do not touch the database for a token without a limit", async () => {
    const { id, publicId } = await makeToken(null);
    const token = (await directories[0]!.findToken(publicId))!;
    expect(directories[0]!.spendRequest(token)).toBe(true);
    expect(await db().tokenUsage.findUnique({ where: { tokenId: id } })).toBeNull();
  });

  it("do not change the configuration by counting", async () => {
    const { publicId } = await makeToken(25);
    const before = await db().configurationVersion.findFirstOrThrow();
    expect(await spendMany(publicId, 20)).toBe(20);
    expect(await db().configurationVersion.findFirstOrThrow()).toEqual(before);
  });

  it.each([[100], [null]])("open again when the limit becomes %s", async (maxRequests) => {
    const { id, publicId } = await makeToken(2);
    expect(await spendMany(publicId, 6)).toBe(2);
    await db().token.update({ where: { id }, data: { maxRequests } });
    await vi.waitFor(
      async () => {
        for (const directory of directories) expect(await spend(directory, publicId)).toBe(true);
      },
      { timeout: 500, interval: 10 },
    );
  });

  it("close when the limit is lowered below what was made", async () => {
    const { id, publicId } = await makeToken(1_000);
    expect(await spendMany(publicId, 40)).toBe(40);
    await db().token.update({ where: { id }, data: { maxRequests: 30 } });
    await vi.waitFor(() => {
      for (const directory of directories) expect(directory.findToken(publicId)).toMatchObject({ maxRequests: 30 });
    }, 10_000);
    expect(await spendMany(publicId, 10)).toBe(0);
  });

  it("let nothing pass while the database is dead, and go on counting when it is back", async () => {
    const { id, publicId } = await makeToken(10);
    expect(await spendMany(publicId, 4)).toBe(4);
    // The test server commits to memory first, and a killed one forgets that.
    await pools[0]!.query("CHECKPOINT");
    await postgres.kill();
    const answers = await Promise.allSettled([spend(directories[0], publicId), spend(directories[1], publicId)]);
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: "rejected", reason: { code: "directory_unavailable" } });
    }
    await postgres.start();
    await vi.waitFor(() => readCount(id), { timeout: 10_000, interval: 200 });
    expect(await readCount(id)).toBe(4);
    expect(await spendMany(publicId, 20)).toBe(6);
  });
});
