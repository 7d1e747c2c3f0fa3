import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { openTestDatabase, type OpenTestDatabase } from "@/lib/testing/open-test-database";
import { checkDatabase, findMissingOfDatabase } from "./check-database";
import { getPool } from "./db";

/** It is asked once a second. */
const patience = { timeout: 10_000 };
let database: OpenTestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  vi.stubEnv("DATABASE_URL", database.url);
});

afterAll(async () => {
  await getPool("auth").end();
  vi.unstubAllEnvs();
  await database.close();
});

it("is not ready before the tables and the first project are there", async () => {
  await database.pool.query("ALTER TABLE projects RENAME TO projects_to_come");
  expect(await findMissingOfDatabase()).toEqual(["setup"]);
  expect(await checkDatabase()).toBe(true);
  await database.pool.query("ALTER TABLE projects_to_come RENAME TO projects");
  expect(await findMissingOfDatabase()).toEqual(["setup"]);
  await database.pool.query(
    `INSERT INTO projects (id, name, updated_at) VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', 'default', now())`,
  );
  await vi.waitFor(async () => {
    expect(await findMissingOfDatabase()).toEqual([]);
  }, patience);
});
