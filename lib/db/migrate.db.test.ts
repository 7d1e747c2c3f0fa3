import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { runStatement } from "@/lib/testing/run-statement";
import { migrate } from "./migrate";

const ours = join(import.meta.dirname, "..", "..", "prisma", "migrations");

describe("migrate", () => {
  let database: TestDatabase;
  let directory: string;

  beforeEach(async () => {
    database = await createTestDatabase();
    await runStatement(database.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    directory = await mkdtemp(join(tmpdir(), "diffract-migrations-"));
  });
  afterEach(async () => {
    await database.drop();
    await rm(directory, { recursive: true, force: true });
  });

  const write = async (name: string, sql: string) => {
    await mkdir(join(directory, name), { recursive: true });
    await writeFile(join(directory, name, "migration.sql"), sql);
  };
  const run = (from = directory) => migrate({ url: database.url, directory: from });
  const query = async (sql: string) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it("applies what is pending in order, once, and keeps Prisma's history", async () => {
    await write("0002_second", "ALTER TABLE a ADD COLUMN b INT");
    await write("0001_first", "CREATE TABLE a (id INT)");
    expect(await run()).toEqual(["0001_first", "0002_second"]);
    expect(await run()).toEqual([]);
    const rows = await query("SELECT * FROM _prisma_migrations ORDER BY migration_name");
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ migration_name: "0001_first", applied_steps_count: 1, rolled_back_at: null });
    expect(rows[0]!["checksum"]).toMatch(/^[0-9a-f]{64}$/);
    expect(rows[0]!["finished_at"]).toBeInstanceOf(Date);
  });

  it("applies each migration once when many start at the same time", async () => {
    await write("0001_first", "CREATE TABLE a (id INT); SELECT pg_sleep(0.2)");
    const applied = await Promise.all([run(), run(), run(), run()]);
    expect(applied.flat()).toEqual(["0001_first"]);
  });

  it("undoes a migration that fails, says which, and can try again", async () => {
    await write("0001_first", "CREATE TABLE a (id INT)");
    await write("0002_second", "CREATE TABLE b (id INT); SELECT nothing()");
    await expect(run()).rejects.toThrow(
      /Migration 0002_second failed and was undone: function nothing\(\) does not exist/,
    );
    expect(await query("SELECT to_regclass('b') AS b")).toEqual([{ b: null }]);
    await write("0002_second", "CREATE TABLE b (id INT)");
    expect(await run()).toEqual(["0002_second"]);
  });

  it("refuses a migration that was changed after it had been applied", async () => {
    await write("0001_first", "CREATE TABLE a (id INT)");
    await run();
    await write("0001_first", "CREATE TABLE a (id BIGINT)");
    await expect(run()).rejects.toThrow(/Migration 0001_first was changed after it had been applied/);
  });

  it("refuses a database that a newer version has used", async () => {
    await write("0001_first", "CREATE TABLE a (id INT)");
    await write("0002_newer", "CREATE TABLE b (id INT)");
    await run();
    await rm(join(directory, "0002_newer"), { recursive: true });
    await expect(run()).rejects.toThrow(/has migration 0002_newer, which this version of Diffract does not know/);
  });

  it("says so when there is no server, and not with which password", async () => {
    const failing = migrate({ url: "postgresql://me:hunter2@127.0.0.1:1/x", directory });
    await expect(failing).rejects.toMatchObject({ name: "AppError", code: "database_unavailable" });
    await expect(failing).rejects.not.toThrow(/hunter2/);
  });

  it("applies our own migrations to an empty database", async () => {
    const names = (await readdir(ours)).filter((name) => name !== "migration_lock.toml").sort();
    expect(await run(ours)).toEqual(names);
    expect(await query("SELECT version FROM configuration_version")).toEqual([
      { version: expect.stringMatching(/^\d+$/) as string },
    ]);
    expect(await query("SELECT nextval('call_revision')")).toEqual([{ nextval: "1" }]);
  });
});
