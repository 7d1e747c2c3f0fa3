import { timingSafeEqual } from "node:crypto";
import type { Directory, ProjectConfig, TokenGrant } from "@/lib/core/contracts/configuration";
import { AppError } from "@/lib/core/errors";
import { parseToken } from "@/lib/core/ids/token-format";
import type { HeaderIndex } from "./raw-headers";

export interface Caller {
  readonly token: TokenGrant;
  readonly project: ProjectConfig;
}

/**
 * The token text of either header form: `Authorization: Bearer` (OpenAI, Anthropic SDK 1.x) or `x-api-key`. Where both are
 * sent, the one that looks like ours: some clients send a provider's key along.
 */
export function readTokenText(headers: HeaderIndex): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  const apiKey = headers.get("x-api-key")?.trim() ?? "";
  if (bearer === null) return apiKey === "" ? null : apiKey;
  return apiKey.startsWith("dfr_") && !bearer.startsWith("dfr_") ? apiKey : bearer;
}

/**
 * Texts whose HMAC was found to be right, so that it is computed once per token and reload of the configuration: grants are
 * made anew by each. Memory holds nothing more by this than it does anyway (providers' keys, the key of the HMAC itself).
 */
const proven = new WeakMap<TokenGrant, string>();

/** Takes the same time wherever the texts differ. */
function isSameText(left: string, right: string): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= left.charCodeAt(at) ^ right.charCodeAt(at);
  return difference === 0;
}

function isProven(text: string, token: TokenGrant, hashToken: (token: string) => Uint8Array): boolean {
  const known = proven.get(token);
  if (known !== undefined && isSameText(text, known)) return true;
  if (!timingSafeEqual(hashToken(text), token.hmac)) return false;
  proven.set(token, text);
  return true;
}

function requireProject(directory: Directory, token: TokenGrant): ProjectConfig {
  const project = directory.findProject(token.projectId);
  if (project === null)
    throw new AppError("directory_unavailable", "The token's project is not known yet. Try again shortly.");
  if (!project.isActive) throw new AppError("project_inactive", "This project is switched off.");
  return project;
}

/** What the directory says of a text; a token is asked for only when its check characters fit. */
function findToken(directory: Directory, text: string): ReturnType<Directory["findToken"]> {
  const parsed = parseToken(text);
  return parsed === null ? null : directory.findToken(parsed.publicId);
}

/**
 * Who calls. Answers from memory, at once, unless the token was never seen.
 * @throws AppError `missing_token`, `invalid_token`, `token_expired`, `token_revoked`, `project_inactive`, `directory_unavailable`
 */
export function authenticateCall(
  directory: Directory,
  hashToken: (token: string) => Uint8Array,
  headers: HeaderIndex,
  nowMs: number,
): Caller | Promise<Caller> {
  const text = readTokenText(headers);
  if (text === null) {
    throw new AppError(
      "missing_token",
      "Send a Diffract token as `Authorization: Bearer dfr_…` or `x-api-key: dfr_…`.",
    );
  }
  const admit = (token: TokenGrant | null): Caller => {
    if (token === null || !isProven(text, token, hashToken)) {
      throw new AppError("invalid_token", "This is not a valid Diffract token.");
    }
    return requireValid(directory, token, nowMs);
  };
  const found = findToken(directory, text);
  return found instanceof Promise ? found.then(admit) : admit(found);
}

function requireValid(directory: Directory, token: TokenGrant, nowMs: number): Caller {
  if (!token.isActive) throw new AppError("token_revoked", "This token was revoked.");
  if (token.expiresAt !== null && token.expiresAt <= nowMs)
    throw new AppError("token_expired", "This token has expired.");
  return { token, project: requireProject(directory, token) };
}
