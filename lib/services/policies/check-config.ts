import type { z } from "zod";
import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "../service-context";

/** What a policy's own schema says of a configuration. */
export type PolicyConfig = Readonly<Record<string, z.core.util.JSONType>>;

const maxIssues = 20;

/**
 * Refuses a configuration that the policy itself would refuse, so that none can fail at its first call.
 * @throws AppError `invalid_request` with one entry for each problem
 */
export function checkConfig(
  { policies }: Pick<ServiceContext, "policies">,
  policy: string,
  config: PolicyConfig,
): void {
  const definition = policies.find(({ id }) => id === policy);
  if (definition === undefined) throw new AppError("invalid_request", `There is no policy plugin “${policy}”.`);
  const result = definition.config.safeParse(config);
  if (!result.success) {
    const problems = result.error.issues.slice(0, maxIssues).map(({ path, message }) => {
      return { path: ["config", ...path].map(String).join("."), message };
    });
    const first = problems[0];
    throw new AppError("invalid_request", `${first?.path ?? "config"}: ${first?.message ?? "not valid"}.`, problems);
  }
  // Some configurations pass the schema and still cannot be built, for example a pattern that is not one.
  try {
    definition.create(config);
  } catch (cause) {
    throw new AppError("invalid_request", "The policy cannot be built from this configuration.", undefined, { cause });
  }
}
