import { setTimeout as delay } from "node:timers/promises";
import { getPool } from "./db";
import { remember } from "./remember";

const maxAgeMs = 1_000;
/** Who asks whether we are ready does not wait long; a frozen database would keep them for as long as they do. */
const patienceMs = 1_000;

/** Whether the database answers, asked at most once a second. */
export async function checkDatabase(): Promise<boolean> {
  const state = remember("database-check", () => ({ askedAt: 0, isAsking: false, answer: Promise.resolve(false) }));
  const now = performance.now();
  // While a question is open another would only take one more connection from those who need it.
  if (!state.isAsking && (state.askedAt === 0 || now - state.askedAt > maxAgeMs)) {
    state.askedAt = now;
    state.isAsking = true;
    const question = getPool("auth")
      .query("SELECT 1")
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        state.isAsking = false;
      });
    state.answer = Promise.race([question, delay(patienceMs, false, { ref: false })]);
  }
  return state.answer;
}
