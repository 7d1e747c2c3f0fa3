import { join, relative } from "node:path";
import type { Env } from "@/lib/config/variables";
import type { FirstStart } from "@/lib/runtime/first-start";

export interface BannerOptions {
  readonly env: Pick<Env, "HOST" | "PORT">;
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
  const password = first.password === null ? "your password (printed at the first start)" : first.password;
  const token =
    first.token === null
      ? [`Token       printed at the first start; make another one at ${url}/admin/tokens`]
      : [`Token       ${first.token}`, "            shown once: keep it"];
  return [
    "",
    `Diffract is ready at ${url}`,
    "",
    `Sign in     ${first.email}`,
    `Password    ${password}`,
    ...token,
    "",
    "Try it:",
    "",
    ...(first.token === null ? [`  TOKEN=dfr_…`] : [`  TOKEN=${first.token}`]),
    `  curl -N ${url}/v1/chat/completions -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\`,
    `    -d '{"model":"demo","stream":true,"messages":[{"role":"user","content":"What is my account number?"}]}'`,
    "",
    `Then watch ${url}/activity`,
    `Management API token: ${folder}/admin-token`,
    ...(isEmbedded ? [`SQL: psql "$(cat ${folder}/database-url)"`] : []),
    "",
    "Ctrl-C stops everything.",
    "",
  ].join("\n");
}

/** Relative to where the user stands, when it lies below. */
function shorten(path: string, root: string): string {
  const short = relative(root, path);
  return short.startsWith("..") || short === "" ? path : join(short);
}

function quote(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
