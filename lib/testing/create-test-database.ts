import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { runStatement } from "./run-statement";

export interface TestDatabase {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Server and template database of this run, from `database-setup.ts`. */
    readonly testDatabase: { readonly url: string; readonly template: string };
  }
}

/** An own, empty, migrated database on the run's Postgres. Drop it when done. For `*.db.test.ts`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url, template } = inject("testDatabase");
  const name = `diffract_test_${randomBytes(8).toString("hex")}`;
  await runStatement(url, `CREATE DATABASE "${name}" TEMPLATE "${template}"`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return { url: own.href, drop: () => runStatement(url, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`) };
}
