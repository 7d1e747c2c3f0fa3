import type { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { TokenGrant } from "@/lib/core/contracts/configuration";
import { mintToken } from "@/lib/core/ids/token-format";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { createDb, createPool, type Db } from "@/lib/db/create-db";
import { startTestPostgres, type TestPostgres } from "@/lib/testing/start-test-postgres";
import { createDirectory, type LiveDirectory } from "./create-directory";

const projectId = createUuidV7(Date.now());
const hmac = new Uint8Array(32);
let postgres: TestPostgres;
let pool: Pool;
let db: Db;
let directory: LiveDirectory;

beforeAll(async () => {
  postgres = await startTestPostgres();
  pool = createPool({ url: postgres.url, max: 3, applicationName: "test", statementTimeoutMs: 2_000 });
  db = createDb(pool);
  await db.project.create({ data: { id: projectId, name: "one" } });
  directory = createDirectory({ db, url: postgres.url, openSecret: () => "" });
  await directory.reload();
});
afterAll(async () => {
  await directory.close();
  await db.$disconnect();
  await pool.end();
  await postgres.drop();
});

async function makeToken(fields: { expiresAt?: Date; maxRequests?: number } = {}) {
  const { publicId } = mintToken();
  const id = createUuidV7(Date.now());
  await db.token.create({ data: { id, projectId, name: "t", publicId, hmac, ...fields } });
  return { id, publicId };
}

describe("the directory", () => {
  it("knows a token that was made a moment ago, with its project", async () => {
    const { id, publicId } = await makeToken({ expiresAt: new Date(1_900_000_000_000) });
    expect(await directory.findToken(publicId)).toMatchObject({ id, isActive: true, expiresAt: 1_900_000_000_000 });
    expect(directory.findProject(projectId)).toMatchObject({ name: "one", isActive: true, policies: [] });
  });

  it("sees within two seconds that a token was revoked, and still finds it", async () => {
    const { id, publicId } = await makeToken();
    await directory.findToken(publicId);
    await db.token.update({ where: { id }, data: { revokedAt: new Date() } });
    await vi.waitFor(() => {
      expect(directory.findToken(publicId)).toMatchObject({ id, isActive: false });
    }, 2_000);
  });

  it("sees changes without the signal, by comparing versions", async () => {
    const deaf = createDirectory({ db, url: "postgresql://127.0.0.1:1/none", openSecret: () => "", pollMs: 100 });
    await deaf.reload();
    await db.project.update({ where: { id: projectId }, data: { name: "renamed" } });
    await vi.waitFor(() => {
      expect(deaf.findProject(projectId)?.name).toBe("renamed");
    }, 2_000);
    await deaf.close();
  });

  it("asks the database once for many calls with a token that does not exist", async () => {
    const find = vi.spyOn(db.token, "findUnique");
    const { publicId } = mintToken();
    const found = await Promise.all(Array.from({ length: 200 }, async () => directory.findToken(publicId)));
    expect(found.every((token) => token === null)).toBe(true);
    expect(directory.findToken(publicId)).toBeNull();
    expect(find.mock.calls.length).toBeLessThanOrEqual(1);
    find.mockRestore();
  });

  it("answers for known tokens while the database is dead, says so for others, and recovers", async () => {
    const { id, publicId } = await makeToken();
    await directory.findToken(publicId);
    // The test server commits to memory first, and a killed one forgets that.
    await pool.query("CHECKPOINT");
    await postgres.kill();
    expect(directory.findToken(publicId)).toMatchObject({ id });
    expect(directory.findProject(projectId)).not.toBeNull();
    await expect(directory.findToken(mintToken().publicId)).rejects.toMatchObject({ code: "directory_unavailable" });
    expect(directory.isReady()).toBe(true);

    await postgres.start();
    await vi.waitFor(
      async () => {
        await db.token.update({ where: { id }, data: { revokedAt: new Date() } });
      },
      { timeout: 10_000, interval: 200 },
    );
    await vi.waitFor(() => {
      expect(directory.findToken(publicId)).toMatchObject({ isActive: false });
    }, 3_000);
  });

  it("keeps nobody waiting for a database that is frozen, and answers again when it thaws", async () => {
    const [{ id, publicId }, limited] = [await makeToken(), await makeToken({ maxRequests: 100 })];
    await vi.waitFor(async () => {
      expect(await directory.findToken(publicId)).toMatchObject({ id });
      expect(await directory.findToken(limited.publicId)).toMatchObject({ id: limited.id });
    }, 10_000);
    await postgres.freeze();
    const startedAt = performance.now();
    const grant = directory.findToken(limited.publicId);
    const unknown = Array.from({ length: 20 }, async () => directory.findToken(mintToken().publicId));
    const answers = await Promise.allSettled([...unknown, directory.spendRequest(grant as TokenGrant)]);
    // Promised are 1.5 s; the database's own limits would take 5 s and more.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const answer of answers) expect(answer).toMatchObject({ reason: { code: "directory_unavailable" } });
    expect(directory.findToken(publicId)).toMatchObject({ id });
    await postgres.thaw();
    const late = await makeToken();
    await vi.waitFor(async () => {
      expect(await directory.findToken(late.publicId)).toMatchObject({ id: late.id });
    }, 10_000);
  });
});
