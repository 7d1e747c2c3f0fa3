import type { Dialect } from "@/lib/core/contracts/call";
import type { ProjectConfig, UpstreamConfig } from "@/lib/core/contracts/configuration";
import type { EndpointRequest, ProviderDefinition, UpstreamOptions } from "@/lib/core/contracts/provider";
import { AppError } from "@/lib/core/errors";
import { chooseUpstream, type UpstreamChoice } from "@/lib/core/upstreams/choose-upstream";

export interface ResolvedUpstream {
  readonly id: string;
  readonly provider: ProviderDefinition;
  /** Scheme, host and port; empty for providers that answer in the process. */
  readonly origin: string;
  /** Path and query at the origin. */
  readonly path: string;
  readonly credential: readonly (readonly [string, string])[];
  /** For the record: without the query. */
  readonly url: string;
  /** Whether streams are asked for their usage where the client does not. */
  readonly asksUsage: boolean;
}

/** An upstream with everything computed that is the same for all its calls. */
export interface ReadyUpstream extends UpstreamChoice {
  readonly id: string;
  readonly provider: ProviderDefinition;
  readonly origin: string;
  /** What stands before the endpoint's path. */
  readonly prefix: string;
  readonly versionPath: string;
  readonly credential: readonly (readonly [string, string])[];
  readonly options: UpstreamOptions;
  readonly asksUsage: boolean;
}

/** An address that ends in a version of its own, such as `/api/paas/v4`, has nothing put behind it. */
const ownVersion = /\/v\d+(?:(?:alpha|beta)\d*)?$/;

/** People write base URLs with and without `/v1` (OpenAI's SDKs with, Anthropic's without); both mean the same here. */
function splitBaseUrl(baseUrl: string): { origin: string; path: string } {
  const url = new URL(baseUrl);
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, "").replace(/\/v1$/, "") };
}

/** Options were checked when they were stored; what a newer version stored and this one does not know is left out. */
function readOptions({ options: schema }: ProviderDefinition, stored: UpstreamOptions): UpstreamOptions {
  const parsed = schema?.safeParse(stored) ?? null;
  return parsed?.success === true ? parsed.data : {};
}

function findVersionPath({ versionPath }: ProviderDefinition, prefix: string, options: UpstreamOptions): string {
  const said = typeof versionPath === "function" ? versionPath(options) : versionPath;
  return said ?? (ownVersion.test(prefix) ? "" : "/v1");
}

/** Unknown servers may refuse unknown fields: by default only the provider's own address is asked. */
function findAsksUsage({ askUsage = "auto", baseUrl }: UpstreamConfig, provider: ProviderDefinition): boolean {
  if (askUsage !== "auto") return askUsage === "always";
  if (provider.asksUsage !== true) return false;
  if (baseUrl === null) return true;
  if (provider.defaultBaseUrl === null || !URL.canParse(baseUrl)) return false;
  const [own, given] = [splitBaseUrl(provider.defaultBaseUrl), splitBaseUrl(baseUrl)];
  return own.origin === given.origin && own.path === given.path;
}

function prepareUpstream(config: UpstreamConfig, provider: ProviderDefinition): ReadyUpstream | null {
  const { id, dialect, models, credential } = config;
  const options = readOptions(provider, config.options);
  const key = credential === null ? [] : provider.authenticate(credential, dialect, options);
  const asksUsage = findAsksUsage(config, provider);
  const known = { id, dialect, models, provider, options, credential: key, asksUsage };
  if (provider.answer !== undefined) return { ...known, origin: "", prefix: "", versionPath: "/v1" };
  const baseUrl = config.baseUrl ?? provider.dialectBaseUrls?.[dialect] ?? provider.defaultBaseUrl;
  if (baseUrl === null || !URL.canParse(baseUrl)) return null;
  const { origin, path } = splitBaseUrl(baseUrl);
  const { basePath = "" } = provider;
  const prefix = path.endsWith(basePath) ? path : path + basePath;
  return { ...known, origin, prefix, versionPath: findVersionPath(provider, prefix, options) };
}

/** A project's upstreams as calls need them; those that cannot be used (no address, an unknown provider) are left out. */
export function prepareUpstreams(
  upstreams: readonly UpstreamConfig[],
  providers: ReadonlyMap<string, ProviderDefinition>,
): readonly ReadyUpstream[] {
  return upstreams.flatMap((config) => {
    const provider = providers.get(config.provider);
    return provider === undefined ? [] : (prepareUpstream(config, provider) ?? []);
  });
}

const dialectNames: Readonly<Record<Dialect, string>> = { openai: "OpenAI", anthropic: "Anthropic" };

function describeUpstreams(upstreams: readonly UpstreamConfig[], dialect: Dialect): string {
  const speaking = upstreams.filter((upstream) => upstream.dialect === dialect);
  return speaking.map(({ provider, models }) => `${provider} (${models.join(", ") || "any model"})`).join("; ");
}

/**
 * The upstream for a call.
 * @throws AppError `no_upstream`, naming what was asked for and what there is
 */
export function requireUpstream(
  project: ProjectConfig,
  ready: readonly ReadyUpstream[],
  { dialect, model }: Pick<EndpointRequest, "dialect" | "model">,
): ReadyUpstream {
  const chosen = chooseUpstream(ready, dialect, model);
  if (chosen !== null) return chosen;
  const name = dialectNames[dialect];
  const configured = describeUpstreams(project.upstreams, dialect);
  if (configured === "") throw new AppError("no_upstream", `The project "${project.name}" has no ${name} upstream.`);
  throw new AppError(
    "no_upstream",
    model === null
      ? `The ${name} upstreams of the project "${project.name}" cannot be used here: ${configured}.`
      : `The project "${project.name}" has no ${name} upstream for the model "${model}". It has: ${configured}.`,
  );
}

/** Whether there is a choice between upstreams of a dialect, so that it matters which of them made an object. */
export function hasChoice(ready: readonly ReadyUpstream[], dialect: Dialect): boolean {
  return ready.filter((one) => one.dialect === dialect).length > 1;
}

/** Whether it matters for the address which model a call names. */
export function dependsOnModel(ready: readonly ReadyUpstream[], dialect: Dialect): boolean {
  return ready.some((one) => one.dialect === dialect && (one.models.length > 0 || one.provider.locate !== undefined));
}

/** Where at its upstream a call goes. @param path path below the upstream's address, starting with `/v1` */
export function locateCall(upstream: ReadyUpstream, request: EndpointRequest): ResolvedUpstream {
  const { id, provider, origin, prefix, credential, options } = upstream;
  const located = provider.locate?.(request, options) ?? upstream.versionPath + request.path + request.query;
  const path = prefix + located;
  const queryAt = path.indexOf("?");
  const bare = queryAt < 0 ? path : path.slice(0, queryAt);
  const url = provider.answer === undefined ? origin + bare : `${provider.id}:${bare}`;
  return { id, provider, origin, path, credential, url, asksUsage: upstream.asksUsage };
}
