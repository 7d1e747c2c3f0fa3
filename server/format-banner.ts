import { join, relative } from "node:path";
import type { Env } from "@/lib/config/variables";
import type { FirstStart } from "@/lib/runtime/first-start";

type PasswordVariable = "DIFFRACT_ADMIN_PASSWORD";
type ProviderVariable = "OPENAI_API_KEY" | "OPENAI_BASE_URL" | "ANTHROPIC_API_KEY" | "ANTHROPIC_BASE_URL";

export interface BannerOptions {
  readonly env: Pick<Env, "HOST" | "PORT"> & Partial<Pick<Env, PasswordVariable | ProviderVariable>>;
  readonly dataDirectory: string;
  readonly first: FirstStart;
  readonly isEmbedded: boolean;
  readonly root: string;
}

/** What `npm start` shows when everything answers: one screen, plain text, every line can be copied. */
export function formatBanner({ env, dataDirectory, first, isEmbedded, root }: BannerOptions): string {
  const host = ["0.0.0.0", "::", "127.0.0.1"].includes(env.HOST) ? "localhost" : env.HOST;
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${env.PORT}`;
  const folder = quote(shorten(dataDirectory, root));
  const example = chooseExample(env);
  const token =
    first.token === null
      ? [`Token       printed at the first start; make another one at ${url}/admin/tokens`]
      : [`Token       ${first.token}`, "            shown once: keep it"];
  return [
    "",
    `Diffract is ready at ${url}`,
    "",
    `Sign in     ${first.email}`,
    `Password    ${describePassword(env, first)}`,
    ...token,
    "",
    "Try it:",
    "",
    ...(first.token === null ? [`  TOKEN=dfr_…`] : [`  TOKEN=${first.token}`]),
    `  curl -N ${url}${example.path} -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json"${example.headers} \\`,
    `    -d '{${example.fields},"stream":true,"messages":[{"role":"user","content":"What is my account number?"}]}'`,
    "",
    `Then watch ${url}/activity`,
    `Management API token: ${folder}/admin-token`,
    ...(isEmbedded ? [`SQL: psql "$(cat ${folder}/database-url)"`] : []),
    "",
    "Ctrl-C stops everything.",
    "",
  ].join("\n");
}

function describePassword(env: BannerOptions["env"], { password }: FirstStart): string {
  if (password !== null) return password;
  if (env.DIFFRACT_ADMIN_PASSWORD !== undefined) return "as set in DIFFRACT_ADMIN_PASSWORD";
  return "your password (printed at the first start)";
}

interface Example {
  readonly path: string;
  readonly headers: string;
  readonly fields: string;
}

/** A call that the upstreams which the environment names can answer; only the demo has a model `demo`. */
function chooseExample(env: BannerOptions["env"]): Example {
  const path = "/v1/chat/completions";
  if (env.OPENAI_API_KEY !== undefined || env.OPENAI_BASE_URL !== undefined) {
    return { path, headers: "", fields: `"model":"gpt-4o-mini"` };
  }
  if (env.ANTHROPIC_API_KEY !== undefined || env.ANTHROPIC_BASE_URL !== undefined) {
    const fields = `"model":"claude-3-5-haiku-latest","max_tokens":256`;
    return { path: "/v1/messages", headers: ` -H "anthropic-version: 2023-06-01"`, fields };
  }
  return { path, headers: "", fields: `"model":"demo"` };
}

/** Relative to where the user stands, when it lies below. */
function shorten(path: string, root: string): string {
  const short = relative(root, path);
  return short.startsWith("..") || short === "" ? path : join(short);
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
