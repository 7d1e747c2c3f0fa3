import { createRetention, type Retention } from "@/lib/recording/retention/create-retention";
import { getPool } from "./db";
import { getEnv } from "./env";
import { remember } from "./remember";

/** Starts removing what is older than the environment allows; what it has done since this process began. */
export function startRetention(): Retention {
  return remember("retention", () => {
    const { DIFFRACT_KEEP_BODIES_DAYS: bodiesDays = null, DIFFRACT_KEEP_CALLS_DAYS: callsDays = null } = getEnv();
    return createRetention({
      openPool: () => getPool("retention"),
      bodiesDays,
      callsDays,
      onProblem: (message) => process.stderr.write(`diffract: ${message}\n`),
    });
  });
}
