import { AppError } from "@/lib/core/errors";
import { checkTogether } from "./check-together";
import { findNearest } from "./find-nearest";
import type { Variable } from "./variable";
import { variables, type Env } from "./variables";

export type EnvSource = Readonly<Record<string, string | undefined>>;

const ownPrefix = "DIFFRACT_";

/**
 * Validates a whole environment. An empty value counts as none, as OpenTelemetry has it.
 * @throws AppError that lists every problem at once and quotes no secret
 */
export function parseEnv(source: EnvSource): Env {
  const problems = findUnknown(source);
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries<Variable>(variables)) {
    const value = source[name]?.trim();
    const result = variable.schema.safeParse(value === "" ? undefined : value);
    if (result.success) values[name] = result.data;
    else
      problems.push(describeProblem(name, variable, value ?? "", result.error.issues[0]?.message ?? "it is not valid"));
  }
  if (problems.length === 0) problems.push(...checkTogether(values as Env));
  if (problems.length > 0) {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    const list = problems.map((problem) => `  - ${problem}`).join("\n");
    throw new AppError("invalid_request", `The environment has ${count}:\n${list}`, problems);
  }
  return values as Env;
}

function describeProblem(name: string, variable: Variable, value: string, message: string): string {
  return variable.isSecret ? `${name}: ${message}` : `${name} is ${JSON.stringify(value)}: ${message}`;
}

function findUnknown(source: EnvSource): string[] {
  return Object.keys(source)
    .filter((name) => name.startsWith(ownPrefix) && !(name in variables))
    .sort()
    .map((name) => {
      const known = Object.keys(variables).filter((each) => each.startsWith(ownPrefix));
      return `${name} is not known. Did you mean ${findNearest(name, known)}?`;
    });
}
