import type { Dialect } from "../contracts/call";
import { nameResource } from "./name-resource";

/** Where a request path leads: which dialect its caller speaks, what it asks for, and what upstream calls that path. */
export interface EndpointMatch {
  readonly dialect: Dialect;
  /** `chat.completions`, `responses`, `responses.retrieve`, `files.content`, `messages.count_tokens`, … or `other`. */
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
  ["/v1/images/variations", "images.variations"],
]);

const anthropicEndpoints: ReadonlyMap<string, string> = new Map([
  ["/v1/messages", "messages"],
  ["/v1/messages/count_tokens", "messages.count_tokens"],
]);

function isModels(path: string): boolean {
  return path === "/v1/models" || path.startsWith("/v1/models/");
}

/** What is asked for, whoever asks. Some upstreams speak both dialects, so it does not depend on the prefix. */
function nameEndpoint(path: string, method: string): string {
  // Named by their paths alone while they are what most calls are; stored ones are listed and fetched at the same paths.
  const known = method === "GET" ? undefined : (openaiEndpoints.get(path) ?? anthropicEndpoints.get(path));
  if (known !== undefined) return known;
  if (isModels(path)) return "models";
  return nameResource(path, method) ?? openaiEndpoints.get(path) ?? anthropicEndpoints.get(path) ?? "other";
}

function findDialect(path: string, hasAnthropicVersion: boolean): Dialect {
  const isMessages = path === "/v1/messages" || path.startsWith("/v1/messages/");
  // These exist in both dialects; only Anthropic's clients say which version they speak.
  const isShared =
    isModels(path) || path === "/v1/files" || path.startsWith("/v1/files/") || path.startsWith("/v1/skills");
  return isMessages || (isShared && hasAnthropicVersion) ? "anthropic" : "openai";
}

const known: ReadonlySet<string> = new Set([...openaiEndpoints.keys(), ...anthropicEndpoints.keys()]);

/**
 * Another spelling of a path that we know by name. Upstreams may understand it although we match it to nothing, so policies
 * would be passed by: it must not be forwarded.
 */
export function isRespelled(path: string): boolean {
  if (known.has(path)) return false;
  let plain: string;
  try {
    plain = decodeURIComponent(path);
  } catch {
    return true;
  }
  plain = plain.toLowerCase().replace(/\/+$/, "");
  if (plain === path) return false;
  const bare = plain.replace(/^\/(?:openai|anthropic)(?=\/v1\/)/, "");
  if (known.has(bare)) return true;
  // Ids may have capitals; the parts around them may not.
  const meant = matchEndpoint(plain, false, "GET")?.endpoint ?? "other";
  return meant !== "other" && matchEndpoint(path, false, "GET")?.endpoint !== meant;
}

/**
 * Matches a request path (without its query) to a gateway endpoint; `null` when the path is not the gateway's.
 * @param hasAnthropicVersion whether the `anthropic-version` header is present: `/v1/models` exists in both dialects
 */
export function matchEndpoint(path: string, hasAnthropicVersion: boolean, method = "POST"): EndpointMatch | null {
  if (path.startsWith("/v1/")) {
    return {
      dialect: findDialect(path, hasAnthropicVersion),
      endpoint: nameEndpoint(path, method),
      upstreamPath: path,
    };
  }
  for (const dialect of ["openai", "anthropic"] as const) {
    const prefix = `/${dialect}`;
    if (!path.startsWith(`${prefix}/v1/`)) continue;
    const upstreamPath = path.slice(prefix.length);
    return { dialect, endpoint: nameEndpoint(upstreamPath, method), upstreamPath };
  }
  return null;
}
