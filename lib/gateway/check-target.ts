import { AppError } from "@/lib/core/errors";

export interface CheckedTarget {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly query: string;
}

/** Dot segments, doubled or encoded separators and backslashes: spellings that two servers may read differently. */
const suspicious = /(?:^|\/)\.{1,2}(?:\/|$)|\/\/|[\\;#]|%(?![0-9a-f]{2})|%(?:2e|2f|5c|00|0a|0d)/i;

/**
 * Splits a request target and refuses spellings that could leave the upstream's base path.
 * @throws AppError `invalid_path`
 */
export function checkTarget(target: string): CheckedTarget {
  const at = target.indexOf("?");
  const path = at === -1 ? target : target.slice(0, at);
  if (!path.startsWith("/") || suspicious.test(path) || target.includes("#")) {
    throw new AppError("invalid_path", "The request path is not valid.");
  }
  return { path, query: at === -1 ? "" : target.slice(at) };
}

/** A parameter whose name says that it is secret, or whose value is a token of ours. */
const secretParameter = /([?&][^=&]*(?:key|token|secret|auth|password|signature)[^=&]*=)[^&]+|dfr_[0-9A-Za-z_]+/gi;

/** A request target as it may be recorded. */
export function maskQuery(target: string): string {
  if (!target.includes("?")) return target;
  return target.replace(secretParameter, (_, name: string | undefined) => `${name ?? ""}••••`);
}
