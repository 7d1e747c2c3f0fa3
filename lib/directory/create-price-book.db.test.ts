import type { Pool } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createPool } from "@/lib/db/create-db";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/create-test-database";
import { createPriceBook } from "./create-price-book";

const projectId = "01990000-0000-7000-8000-000000000001";
let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2, applicationName: "test", statementTimeoutMs: 10_000 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

it("knows what projects pay, keeps it while Postgres is away, and says so where it never knew", async () => {
  const prices = [{ model: "demo*", input_per_million: "1.5" }];
  await pool.query(
    "INSERT INTO projects (id, name, updated_at, prices, prices_version) VALUES ($1, 'p', now(), $2, 3)",
    [projectId, JSON.stringify(prices)],
  );
  let isAway = true;
  const asked: string[] = [];
  const query = ((text: string) => {
    asked.push(text);
    return isAway ? Promise.reject(new Error("away")) : pool.query(text);
  }) as Pool["query"];
  const book = createPriceBook({ query });
  await expect(book.refresh()).rejects.toThrow("away");
  isAway = false;
  await book.refresh();
  expect(book.find(projectId)).toEqual({ prices, version: 3 });
  expect(book.find(null)).toEqual({ prices: [], version: 0 });
  await book.refresh();
  expect(asked).toHaveLength(2);
});
