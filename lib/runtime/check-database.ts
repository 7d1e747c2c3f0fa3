import { getPool } from "./db";
import { remember } from "./remember";

const maxAgeMs = 1_000;

/** Whether the database answers, asked at most once a second. */
export async function checkDatabase(): Promise<boolean> {
  const state = remember("database-check", () => ({ askedAt: 0, answer: Promise.resolve(false) }));
  const now = performance.now();
  if (state.askedAt === 0 || now - state.askedAt > maxAgeMs) {
    state.askedAt = now;
    state.answer = getPool("auth")
      .query("SELECT 1")
      .then(
        () => true,
        () => false,
      );
  }
  return state.answer;
}
