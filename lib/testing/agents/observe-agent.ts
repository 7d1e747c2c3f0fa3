import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArrivedRequest, ClientUpstream } from "../clients/client-upstream";
import type { AgentAnswer, AgentProgram, AgentTarget } from "./agent-programs";
import { runProgram } from "./run-program";

export interface AgentRun {
  readonly answer: AgentAnswer;
  /** Model calls as upstream got them, without what is new in every run, in no order: agents ask several things at once. */
  readonly arrived: readonly string[];
}

const limitMs = 120_000;
/** The gateway's, or as long as an address is. */
const unseen = /^(?:authorization|x-api-key|host|connection|accept-encoding|content-length)$/i;

/** Ids, times, folders and addresses: all that differs from run to run. */
function hideChance(text: string, folder: string, url: string): string {
  return text
    .replaceAll(folder, "FOLDER")
    .replaceAll(url, "URL")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, "UUID")
    .replaceAll(/\b(?:ses|msg|prt|call|toolu|rs|fc)_[A-Za-z0-9]+/g, "ID")
    .replaceAll(/\b[0-9a-f]{40,64}\b/g, "DIGEST")
    .replaceAll(/\b1[78]\d{8}(?:\d{3})?\b/g, "TIME")
    .replaceAll(/Chunk ID: [0-9a-f]+/g, "Chunk ID")
    .replaceAll(/Wall time: [\d.]+/g, "Wall time")
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "TIME");
}

/** Codex writes some objects in the order of a hash table, another one in every run. */
function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function describeArrived({ method, url, headers, body }: ArrivedRequest): string {
  const kept = headers.filter(([name]) => !unseen.test(name)).map((pair) => pair.join(": "));
  const sorted = JSON.stringify(JSON.parse(body.toString()), sortKeys);
  return [`${method} ${url}`, ...kept.sort(), "", sorted].join("\n");
}

/** Probes and upgrades are answered by the gateway itself and stay there. */
const isModelCall = ({ method, url }: ArrivedRequest): boolean => method === "POST" && url.startsWith("/v1/");

/** Runs a coding agent in a home and a folder of its own. @throws Error with all that it said when it fails */
export async function observeAgent(
  program: AgentProgram,
  commands: string,
  request: { readonly question: string; readonly target: AgentTarget },
  upstream: ClientUpstream,
): Promise<AgentRun> {
  const { question, target } = request;
  // The same for every run: paths are in what agents say, also respelled and as digests.
  const folder = join(tmpdir(), `diffract-agent-${String(process.pid)}`);
  const [home, work] = [join(folder, "home"), join(folder, "work")];
  await mkdir(home, { recursive: true });
  await mkdir(work);
  await program.prepare?.(home, work, target);
  await upstream.takeArrived();
  const { code, output, errors } = await runProgram({
    command: join(commands, program.command),
    args: program.args(question, target),
    cwd: work,
    env: { HOME: home, PWD: work, ...program.env(target) },
    limitMs,
  });
  await rm(folder, { recursive: true, force: true });
  if (code !== 0) throw new Error(`${program.name} ended with ${String(code)}:\n${output}\n${errors}`);
  const arrived = (await upstream.takeArrived()).filter(isModelCall).map(describeArrived);
  const hide = (text: string): string => hideChance(text, folder, target.url);
  const { text, session } = program.readAnswer(output);
  return { answer: { text: hide(text), session }, arrived: arrived.map(hide).sort() };
}
