/** `npm run reprice`: prices stored calls again, through the running product. */
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { RepriceBatch, RepriceGroup } from "@/lib/core/contracts/reprice";
import { AppError, isAppError } from "@/lib/core/errors";
import { mergeGroups } from "@/lib/core/pricing/merge-groups";
import { getEnv } from "@/lib/runtime/env";
import { buildBaseUrl, createRequest, findProjectId, readAdminToken, requireRunning } from "./demo/prepare-demo";
import { formatRepriceReport } from "./reprice/format-reprice-report";
import { print, printError } from "./print";

const tellEvery = 10_000;
const usage = `npm run reprice -- [--from 2026-11-01] [--to 2026-12-01] [--project name] [--dry-run] [--restart]`;

function readOptions(): Record<string, string | boolean | undefined> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  try {
    const options = { from: text, to: text, project: text, "dry-run": flag, restart: flag };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new AppError("invalid_request", `${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** A day is its beginning in UTC. */
function readInstant(name: string, text: string | boolean | undefined): string | undefined {
  if (typeof text !== "string") return undefined;
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new AppError("invalid_request", `--${name} needs a day or a time, such as 2026-11-21 or 2026-11-21T12:00:00Z.`);
}

/** Where a run that was broken off goes on, kept beside the product's data. */
class Progress {
  constructor(
    private readonly file: string,
    private readonly selection: string,
  ) {}

  load(): string | undefined {
    if (!existsSync(this.file)) return undefined;
    const kept = JSON.parse(readFileSync(this.file, "utf8")) as { selection?: string; after?: string };
    return kept.selection === this.selection ? kept.after : undefined;
  }

  save(after: string): void {
    writeFileSync(this.file, JSON.stringify({ selection: this.selection, after }));
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }
}

async function runReprice(): Promise<void> {
  const options = readOptions();
  const env = getEnv();
  const baseUrl = buildBaseUrl(env);
  const selection = { from: readInstant("from", options["from"]), to: readInstant("to", options["to"]) };
  await requireRunning(baseUrl);
  const request = createRequest(baseUrl, await readAdminToken(env, process.cwd()));
  const project = typeof options["project"] === "string" ? await findProjectId(request, options["project"]) : undefined;
  const isDryRun = options["dry-run"] === true;
  const body = { ...selection, project_id: project, is_dry_run: isDryRun };
  const file = join(resolve(process.cwd(), env.DIFFRACT_DATA_DIR), "reprice-progress.json");
  const progress = new Progress(file, JSON.stringify(body));
  let after = isDryRun || options["restart"] === true ? undefined : progress.load();
  if (after !== undefined) print(`Going on after call ${after}; --restart begins anew.`);
  let groups: RepriceGroup[] = [];
  let examined = 0;
  for (;;) {
    const batch = (await request("/calls/reprice", { ...body, after })) as RepriceBatch;
    groups = mergeGroups([...groups, ...batch.groups]);
    examined += batch.examined;
    if (examined % tellEvery === 0) print(`${String(examined)} calls …`);
    if (batch.next_after === null) break;
    after = batch.next_after;
    if (!isDryRun) progress.save(after);
  }
  if (!isDryRun) progress.clear();
  print(formatRepriceReport({ groups, examined, isDryRun }));
}

try {
  await runReprice();
} catch (error) {
  printError(isAppError(error) ? error.message : String(error));
  process.exitCode = 1;
}
