import { parseEnv } from "./parse-env";
import type { Env } from "./variables";

/** The environment of this process, validated. The only door to `process.env`. */
export function readEnv(): Env {
  return parseEnv(process.env);
}

/** Tests alone run without the rest being valid. */
export function readTestDatabaseUrl(): string | null {
  return process.env["DIFFRACT_TEST_DATABASE_URL"] ?? null;
}

/** What a child process inherits: everything that we were given, with some values replaced. */
export function inheritEnv(overrides: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...overrides };
}

/** Whether `npm run` is our parent. */
export function isRunByNpm(): boolean {
  return process.env["npm_lifecycle_event"] !== undefined;
}
