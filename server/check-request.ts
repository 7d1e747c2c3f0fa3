import type { IncomingMessage } from "node:http";
import { AppError } from "@/lib/core/errors";

const maxHeaders = 100;
export const strangePath = "The request path is spelled in an unusual way.";
const absoluteForm = /^https?:\/\/([^/?#]*)/i;
/** Spellings that the console and the gateway could read differently; see lib/gateway/check-target.ts for calls. */
const suspicious = /(?:^|\/)\.{1,2}(?:\/|$)|\/\/|[\\;#]|%(?![0-9a-f]{2})|%(?:2e|2f|5c|00|0a|0d)/i;

function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts;
}

/** RFC 9112 §3.2.2: a server accepts `http://host/path` as it accepts `/path`. @throws AppError when it names another host */
function useOriginForm(request: IncomingMessage, target: string, authority: string): void {
  const rest = target.replace(absoluteForm, "");
  request.url = rest.startsWith("/") ? rest : `/${rest}`;
  if (authority.toLowerCase() !== request.headers.host?.toLowerCase())
    throw new AppError("invalid_request", "The request names two hosts.");
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

/** Whether Next would spell this path differently, so that it could then be somebody else's. */
export function isStrangePath(target: string, isGatewayPath: (target: string) => boolean): boolean {
  const path = target.split("?", 1)[0] ?? "";
  const plain = suspicious.test(path) ? null : decodePath(path);
  return plain === null || isGatewayPath(plain) !== isGatewayPath(path);
}

/** RFC 9112 §3.2: one host, no more and, since HTTP/1.1, no less. */
function checkHead({ method, rawHeaders, httpVersion, httpVersionMajor }: IncomingMessage): void {
  if (method === "TRACE") throw new AppError("method_not_allowed", "TRACE is not allowed.");
  if (rawHeaders.length > 2 * maxHeaders)
    throw new AppError("headers_too_large", `The request has more than ${String(maxHeaders)} headers.`);
  if (httpVersionMajor !== 1) throw new AppError("invalid_request", "The request does not speak HTTP/1.");
  const hosts = countHosts(rawHeaders);
  if (hosts > 1) throw new AppError("invalid_request", "The request names its host more than once.");
  if (hosts === 0 && httpVersion === "1.1")
    throw new AppError("invalid_request", "The request does not name its host.");
}

/**
 * Refuses what no handler may see, and brings the target into the form that all of them read.
 * @throws AppError
 */
export function checkRequest(request: IncomingMessage, isGatewayPath: (target: string) => boolean): void {
  checkHead(request);
  const target = request.url ?? "/";
  if (!target.startsWith("/")) {
    const authority = absoluteForm.exec(target)?.[1];
    if (authority === undefined) throw new AppError("invalid_path", "The request path is not valid.");
    useOriginForm(request, target, authority);
  }
  const asked = request.url ?? "/";
  if (!isGatewayPath(asked) && isStrangePath(asked, isGatewayPath)) throw new AppError("invalid_path", strangePath);
}
