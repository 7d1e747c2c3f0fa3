import type { Dialect } from "../contracts/call";

/** Where a request path leads: which dialect its caller speaks, what it asks for, and what upstream calls that path. */
export interface EndpointMatch {
  readonly dialect: Dialect;
  /** `chat.completions`, `completions`, `responses`, `embeddings`, `messages`, `messages.count_tokens`, … or `other`. */
  readonly endpoint: string;
  /** Path below the upstream's base URL, with `/v1` and without the dialect prefix. */
  readonly upstreamPath: string;
}

const openaiEndpoints: ReadonlyMap<string, string> = new Map([
  ["/v1/chat/completions", "chat.completions"],
  ["/v1/completions", "completions"],
  ["/v1/responses", "responses"],
  ["/v1/embeddings", "embeddings"],
  ["/v1/moderations", "moderations"],
  ["/v1/audio/transcriptions", "audio.transcriptions"],
  ["/v1/audio/translations", "audio.translations"],
  ["/v1/audio/speech", "audio.speech"],
  ["/v1/images/generations", "images.generations"],
  ["/v1/images/edits", "images.edits"],
]);

const anthropicEndpoints: ReadonlyMap<string, string> = new Map([
  ["/v1/messages", "messages"],
  ["/v1/messages/count_tokens", "messages.count_tokens"],
]);

function matchModels(path: string, hasAnthropicVersion: boolean): EndpointMatch | null {
  if (path !== "/v1/models" && !path.startsWith("/v1/models/")) return null;
  return { dialect: hasAnthropicVersion ? "anthropic" : "openai", endpoint: "models", upstreamPath: path };
}

function matchUnprefixed(path: string, hasAnthropicVersion: boolean): EndpointMatch {
  const anthropic = anthropicEndpoints.get(path);
  if (anthropic !== undefined) return { dialect: "anthropic", endpoint: anthropic, upstreamPath: path };
  if (path.startsWith("/v1/messages/")) return { dialect: "anthropic", endpoint: "other", upstreamPath: path };
  const openai = openaiEndpoints.get(path);
  if (openai !== undefined) return { dialect: "openai", endpoint: openai, upstreamPath: path };
  return matchModels(path, hasAnthropicVersion) ?? { dialect: "openai", endpoint: "other", upstreamPath: path };
}

const known: ReadonlySet<string> = new Set([...openaiEndpoints.keys(), ...anthropicEndpoints.keys()]);

/**
 * Another spelling of a path that we know by name. Upstreams may understand it although we match it to nothing, so policies
 * would be passed by: it must not be forwarded.
 */
export function isRespelled(path: string): boolean {
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return true;
  }
  plain = plain.toLowerCase().replace(/\/+$/, "");
  const bare = plain.replace(/^\/(?:openai|anthropic)(?=\/v1\/)/, "");
  return known.has(bare) && plain !== path;
}

/**
 * Matches a request path (without its query) to a gateway endpoint; `null` when the path is not the gateway's.
 * @param hasAnthropicVersion whether the `anthropic-version` header is present: `/v1/models` exists in both dialects
 */
export function matchEndpoint(path: string, hasAnthropicVersion: boolean): EndpointMatch | null {
  if (path.startsWith("/v1/")) return matchUnprefixed(path, hasAnthropicVersion);
  for (const dialect of ["openai", "anthropic"] as const) {
    const prefix = `/${dialect}`;
    if (!path.startsWith(`${prefix}/v1/`)) continue;
    const upstreamPath = path.slice(prefix.length);
    const models = matchModels(upstreamPath, dialect === "anthropic");
    // Some upstreams speak both dialects: what is asked decides who reads it, whatever the prefix says.
    const named = openaiEndpoints.get(upstreamPath) ?? anthropicEndpoints.get(upstreamPath);
    return { dialect, endpoint: named ?? models?.endpoint ?? "other", upstreamPath };
  }
  return null;
}
