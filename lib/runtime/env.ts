import { readEnv } from "@/lib/config/read-env";
import type { Env } from "@/lib/config/variables";
import { AppError } from "@/lib/core/errors";
import { remember } from "./remember";

/** The validated environment of this process. */
export function getEnv(): Env {
  return remember("env", readEnv);
}

/** The root secret, from which purpose keys are derived. @throws AppError when the supervisor did not set it */
export function requireSecret(): string {
  const secret = getEnv().DIFFRACT_SECRET;
  if (secret === undefined) {
    throw new AppError("internal_error", "DIFFRACT_SECRET is not set. Start with `npm start`, which makes one.");
  }
  return secret;
}
