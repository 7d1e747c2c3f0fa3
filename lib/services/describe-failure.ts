import { AppError, isAppError } from "@/lib/core/errors";

const unavailableCodes = new Set([
  // Prisma: cannot connect, timed out, connection closed, too many connections, pool timed out, transaction not started.
  ...["P1001", "P1002", "P1008", "P1017", "P2024", "P2028", "P2037"],
  // Node.
  ...["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENOTFOUND"],
  // Postgres: shutting down, starting up, too many connections, statement timed out.
  ...["57P01", "57P02", "57P03", "53300", "57014"],
]);
const lostConnection = /connection (?:terminated|timeout|error)|timeout exceeded|Query read timeout|not queryable/i;

function isUnavailable(error: Error & { readonly code?: unknown }): boolean {
  if (typeof error.code === "string" && unavailableCodes.has(error.code)) return true;
  if (error.name === "PrismaClientInitializationError" || lostConnection.test(error.message)) return true;
  return error.cause instanceof Error && isUnavailable(error.cause);
}

/** What a failure means for the caller; `null` when nobody foresaw it. */
export function describeFailure(error: unknown): AppError | null {
  if (isAppError(error)) return error;
  if (!(error instanceof Error)) return null;
  const options = { cause: error };
  if (isUnavailable(error)) {
    return new AppError("database_unavailable", "The database cannot be asked right now.", undefined, options);
  }
  const code = "code" in error ? error.code : null;
  if (code === "P2002") return new AppError("conflict", "There is already one with this name.", undefined, options);
  if (code === "P2003") return new AppError("conflict", "Something still refers to this.", undefined, options);
  if (code === "P2025") return new AppError("not_found", "There is no such thing.", undefined, options);
  return null;
}
