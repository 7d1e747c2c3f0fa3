import type { Variable } from "./variable";
import { variableGroups } from "./variables";

/** `docs/environment.md`, from the declarations. */
export function formatEnvironmentDocs(): string {
  const sections = Object.entries(variableGroups).map(([title, group]) => {
    const rows = Object.entries<Variable>(group).map(([name, { fallback, description, isSecret }]) => {
      const notes = isSecret ? " (secret: never printed)" : "";
      return `| \`${name}\` | ${fallback} | ${description}${notes} |`;
    });
    return [`## ${title}`, "", "| variable | without it | meaning |", "|---|---|---|", ...rows].join("\n");
  });
  const head = [
    "# Environment",
    "",
    "Generated from `lib/config/variables.ts` by `npm run docs`; a test checks that it is current.",
    "All values are checked at start, and every problem is listed at once. An empty value counts as none.",
    "An unknown name that begins with `DIFFRACT_` is an error.",
  ].join("\n");
  return `${[head, ...sections].join("\n\n")}\n`;
}
