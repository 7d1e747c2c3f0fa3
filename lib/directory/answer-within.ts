import { AppError } from "@/lib/core/errors";

/** Longest that a call waits for the database to say who it is from: a frozen one keeps its connections open and says nothing. */
export const patienceMs = 1_400;

/**
 * The answer, or the error when it does not come in time. What was asked goes on, and nobody minds how it ends.
 * @throws AppError `directory_unavailable`
 */
export async function answerWithin<Answer>(work: Promise<Answer>, limitMs: number, message: string): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AppError("directory_unavailable", message));
    }, limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
