import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { readTestDatabaseUrl } from "@/lib/config/read-env";
import { migrate } from "@/lib/db/migrate";
import { runStatement } from "./run-statement";
import { startTestPostgres } from "./start-test-postgres";

const migrations = join(import.meta.dirname, "..", "..", "prisma", "migrations");

/** Once per run: a Postgres (ours unless DIFFRACT_TEST_DATABASE_URL names one) with a migrated template to clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const external = readTestDatabaseUrl();
  const server = external === null ? await startTestPostgres() : null;
  const url = external ?? server?.url ?? "";
  const template = `diffract_template_${randomBytes(6).toString("hex")}`;
  await runStatement(url, `CREATE DATABASE "${template}"`);
  const templateUrl = new URL(url);
  templateUrl.pathname = `/${template}`;
  await migrate({ url: templateUrl.href, directory: migrations });
  project.provide("testDatabase", { url, template });
  return async () => {
    if (server) await server.drop();
    else await runStatement(url, `DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`);
  };
}
