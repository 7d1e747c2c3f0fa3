import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Env } from "@/lib/config/variables";
import { AppError } from "@/lib/core/errors";

const tokenLifeMs = 15 * 60_000;
const demoUpstreams = [
  { dialect: "openai", provider: "demo" },
  { dialect: "anthropic", provider: "demo" },
];

interface Named {
  readonly id: string;
  readonly name: string;
}

/** Asks the management API for a path below `/api/v1`. */
export type Request = (path: string, body?: object) => Promise<unknown>;

/** Where the running product is reached from here. */
export function buildBaseUrl({ HOST, PORT }: Pick<Env, "HOST" | "PORT">): string {
  const host = HOST === "0.0.0.0" || HOST === "::" ? "127.0.0.1" : HOST;
  return `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
}

/** @throws AppError when nothing answers at the address, or something else does */
export async function requireRunning(baseUrl: string): Promise<void> {
  const answer = await fetch(`${baseUrl}/readyz`).catch(() => null);
  if (answer === null) {
    throw new AppError(
      "not_found",
      `Diffract is not running at ${baseUrl}. Start it with "npm start", then try again.`,
    );
  }
  if (!answer.ok)
    throw new AppError("overloaded", `Diffract at ${baseUrl} is not ready: ${(await answer.text()).trim()}`);
}

/** @throws AppError when there is none to read */
export async function readAdminToken(env: Env, root: string): Promise<string> {
  if (env.DIFFRACT_ADMIN_TOKEN !== undefined) return env.DIFFRACT_ADMIN_TOKEN;
  const file = join(resolve(root, env.DIFFRACT_DATA_DIR), "admin-token");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new AppError("unauthenticated", `The management token could not be read from ${file}.`, undefined, { cause });
  }
}

/** Asks the management API: GET, or POST where there is a body. */
export function createRequest(baseUrl: string, adminToken: string): Request {
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  return async (path, body) => {
    const init = body === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(body) };
    const response = await fetch(`${baseUrl}/api/v1${path}`, init);
    const text = await response.text();
    if (!response.ok)
      throw new AppError("forbidden", `${path} was answered with ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as unknown;
  };
}

const projectName = "demo";
/** Policies that the first start makes. */
const starterNames: ReadonlySet<string> = new Set(["Redact personal data", "Hide code names"]);

/** Stops requests that carry keys; what else is personal the starter's redaction takes care of. */
const stopKeys = {
  name: "Stop keys in requests",
  policy: "redact-personal-data",
  config: {
    where: "requests",
    kinds: {
      secret: "block",
      account_number: "off",
      email: "off",
      card: "off",
      phone: "off",
      iban: "off",
      ssn: "off",
      ip: "off",
    },
  },
};

async function listNamed(request: Request, path: string): Promise<readonly Named[]> {
  return ((await request(`${path}?limit=100`)) as { data: readonly Named[] }).data;
}

/** @param project its name or its id */
export async function findProjectId(request: Request, project: string): Promise<string> {
  const known = await listNamed(request, "/projects");
  const found = known.find(({ id, name }) => id === project || name === project);
  if (found !== undefined) return found.id;
  throw new AppError(
    "not_found",
    `There is no project “${project}”. There are: ${known.map(({ name }) => name).join(", ")}.`,
  );
}

async function ensurePolicy(request: Request): Promise<string> {
  const known = (await listNamed(request, "/policies")).find(({ name }) => name === stopKeys.name);
  return known?.id ?? ((await request("/policies", stopKeys)) as Named).id;
}

/** A project of the demo's own, made once: the demo provider, the starter's policies, and one that stops calls. */
async function ensureDemoProject(request: Request): Promise<string> {
  const known = (await listNamed(request, "/projects")).find(({ name }) => name === projectName);
  if (known !== undefined) return known.id;
  const stopId = await ensurePolicy(request);
  const others = (await listNamed(request, "/policies")).filter(({ name }) => starterNames.has(name));
  const policies = [stopId, ...others.map(({ id }) => id)];
  return ((await request("/projects", { name: projectName, upstreams: demoUpstreams, policies })) as Named).id;
}

/** A token for the demo's calls that soon expires by itself. */
export async function createDemoToken(request: Request): Promise<string> {
  const expiresAt = new Date(Date.now() + tokenLifeMs).toISOString();
  const body = { project_id: await ensureDemoProject(request), name: "npm run demo", expires_at: expiresAt };
  return ((await request("/tokens", body)) as { token: string }).token;
}
