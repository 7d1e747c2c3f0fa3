import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Env } from "@/lib/config/variables";
import { AppError } from "@/lib/core/errors";

const tokenLifeMs = 15 * 60_000;
const demoUpstreams = [
  { dialect: "openai", provider: "demo" },
  { dialect: "anthropic", provider: "demo" },
];

interface Project {
  readonly id: string;
  readonly name: string;
  readonly upstreams: readonly { readonly provider: string }[];
  readonly policies: readonly (string | { readonly id: string })[];
}

type Request = (path: string, body?: object) => Promise<unknown>;

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

async function readAdminToken(env: Env, root: string): Promise<string> {
  if (env.DIFFRACT_ADMIN_TOKEN !== undefined) return env.DIFFRACT_ADMIN_TOKEN;
  const file = join(resolve(root, env.DIFFRACT_DATA_DIR), "admin-token");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    throw new AppError("unauthenticated", `The management token could not be read from ${file}.`, undefined, { cause });
  }
}

function createRequest(baseUrl: string, adminToken: string): Request {
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

/** The default project when it answers from the demo provider; else a project of that kind, made once. */
async function findDemoProject(request: Request): Promise<string> {
  const { data } = (await request("/projects")) as { data: readonly Project[] };
  const isDemo = (project: Project): boolean => project.upstreams.some(({ provider }) => provider === "demo");
  const known = data.find((project) => project.name === "default" && isDemo(project)) ?? data.find(isDemo);
  if (known !== undefined) return known.id;
  const policies = (data[0]?.policies ?? []).map((policy) => (typeof policy === "string" ? policy : policy.id));
  return ((await request("/projects", { name: "demo", upstreams: demoUpstreams, policies })) as { id: string }).id;
}

/** A token for the demo's calls that soon expires by itself. */
export async function createDemoToken(baseUrl: string, env: Env, root: string): Promise<string> {
  const request = createRequest(baseUrl, await readAdminToken(env, root));
  const expiresAt = new Date(Date.now() + tokenLifeMs).toISOString();
  const body = { project_id: await findDemoProject(request), name: "npm run demo", expires_at: expiresAt };
  return ((await request("/tokens", body)) as { token: string }).token;
}
