import { setTimeout as delay } from "node:timers/promises";
import { getPool } from "./db";
import { remember } from "./remember";

/** `unprepared`: it answers, but its tables or the first project are still being made. */
type DatabaseState = "ready" | "unprepared" | "away";

const maxAgeMs = 1_000;
/** Who asks whether we are ready does not wait long; a frozen database would keep them for as long as they do. */
const patienceMs = 1_000;
const undefinedTable = "42P01";

async function ask(): Promise<DatabaseState> {
  try {
    const { rows } = await getPool("auth").query<{ found: boolean }>("SELECT EXISTS (SELECT FROM projects) AS found");
    return rows[0]?.found === true ? "ready" : "unprepared";
  } catch (error) {
    return (error as { code?: unknown }).code === undefinedTable ? "unprepared" : "away";
  }
}

/** How the database is, asked at most once a second. */
async function readState(): Promise<DatabaseState> {
  const state = remember("database-check", () => {
    return { askedAt: 0, isAsking: false, answer: Promise.resolve<DatabaseState>("away") };
  });
  const now = performance.now();
  // While a question is open another would only take one more connection from those who need it.
  if (!state.isAsking && (state.askedAt === 0 || now - state.askedAt > maxAgeMs)) {
    state.askedAt = now;
    state.isAsking = true;
    const question = ask().finally(() => {
      state.isAsking = false;
    });
    state.answer = Promise.race([question, delay(patienceMs, "away" as const, { ref: false })]);
  }
  return state.answer;
}

/** Whether the database answers. */
export async function checkDatabase(): Promise<boolean> {
  return (await readState()) !== "away";
}

/** What of the database is missing before calls and pages can be served, in the words of `/readyz`. */
export async function findMissingOfDatabase(): Promise<readonly ("database" | "setup")[]> {
  const state = await readState();
  if (state === "ready") return [];
  return [state === "away" ? "database" : "setup"];
}
