import type { Env } from "@/lib/config/variables";
import { createDb, createPool } from "@/lib/db/create-db";
import { ensureFirstStart } from "@/lib/services/setup/ensure-first-start";

export interface FirstStart {
  /** Only when it was made just now: it is printed once and never again. */
  readonly token: string | null;
  readonly email: string;
  readonly password: string | null;
}

/** Makes the first project, token, person and policies unless they are there. */
export async function runFirstStart(url: string, secret: string, env: Env): Promise<FirstStart> {
  const pool = createPool({ url, max: 2, applicationName: "diffract-setup", statementTimeoutMs: 15_000 });
  const db = createDb(pool);
  try {
    return await ensureFirstStart({ db, secret, env });
  } finally {
    await db.$disconnect();
    await pool.end();
  }
}
