import { readEnv } from "@/lib/config/read-env";
import type { Env } from "@/lib/config/variables";
import { remember } from "./remember";

/** The validated environment of this process. */
export function getEnv(): Env {
  return remember("env", readEnv);
}
