import type { Dialect } from "@/lib/core/contracts/call";
import type { ProjectConfig } from "@/lib/core/contracts/configuration";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { AppError } from "@/lib/core/errors";

export interface ResolvedUpstream {
  readonly provider: ProviderDefinition;
  /** Scheme, host and port; empty for providers that answer in the process. */
  readonly origin: string;
  /** Path and query at the origin. */
  readonly path: string;
  readonly credential: readonly (readonly [string, string])[];
  /** For the record: without the query. */
  readonly url: string;
}

/** People write base URLs with and without `/v1` (OpenAI's SDKs with, Anthropic's without); both mean the same here. */
function splitBaseUrl(baseUrl: string): { origin: string; prefix: string } {
  const url = new URL(baseUrl);
  return { origin: url.origin, prefix: url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "") };
}

const splitCache = new Map<string, { origin: string; prefix: string }>();

function splitCached(baseUrl: string): { origin: string; prefix: string } {
  let split = splitCache.get(baseUrl);
  if (split === undefined) {
    if (splitCache.size > 1000) splitCache.clear();
    split = splitBaseUrl(baseUrl);
    splitCache.set(baseUrl, split);
  }
  return split;
}

/**
 * Where a call goes.
 * @param upstreamPath path below the base URL, starting with `/v1`
 * @param query with its question mark, or empty
 * @throws AppError `no_upstream` when the project has none for this dialect
 */
export function resolveUpstream(
  project: ProjectConfig,
  dialect: Dialect,
  target: { readonly upstreamPath: string; readonly query: string },
  providers: ReadonlyMap<string, ProviderDefinition>,
): ResolvedUpstream {
  const upstream = project.upstreams.find((candidate) => candidate.dialect === dialect);
  const provider = upstream === undefined ? undefined : providers.get(upstream.provider);
  if (upstream === undefined || provider === undefined) {
    throw new AppError(
      "no_upstream",
      `The project "${project.name}" has no ${dialect === "openai" ? "OpenAI" : "Anthropic"} upstream.`,
    );
  }
  const credential = upstream.credential === null ? [] : provider.authenticate(upstream.credential, dialect);
  const pathAndQuery = target.upstreamPath + target.query;
  if (provider.answer !== undefined) {
    return { provider, origin: "", path: pathAndQuery, credential, url: `${provider.id}:${target.upstreamPath}` };
  }
  const baseUrl = upstream.baseUrl ?? provider.defaultBaseUrl;
  if (baseUrl === null) throw new AppError("no_upstream", `The upstream of "${project.name}" has no address.`);
  const { origin, prefix } = splitCached(baseUrl);
  return { provider, origin, path: prefix + pathAndQuery, credential, url: origin + prefix + target.upstreamPath };
}
