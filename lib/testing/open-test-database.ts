import type { Pool } from "pg";
import { createDb, createPool, type Db } from "@/lib/db/create-db";
import { createTestDatabase } from "./create-test-database";

export interface OpenTestDatabase {
  readonly url: string;
  readonly pool: Pool;
  readonly db: Db;
  /** Closes both and drops the database. */
  readonly close: () => Promise<void>;
}

/** A database of a test file's own, with the product's ways to it. */
export async function openTestDatabase({ statementTimeoutMs = 10_000 } = {}): Promise<OpenTestDatabase> {
  const { url, drop } = await createTestDatabase();
  const pool = createPool({ url, max: 4, applicationName: "test", statementTimeoutMs });
  const db = createDb(pool);
  return {
    url,
    pool,
    db,
    async close() {
      await db.$disconnect();
      await pool.end();
      await drop();
    },
  };
}
