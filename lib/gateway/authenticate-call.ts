import { timingSafeEqual } from "node:crypto";
import type { Directory, ProjectConfig, TokenGrant } from "@/lib/core/contracts/configuration";
import { AppError } from "@/lib/core/errors";
import { parseToken } from "@/lib/core/ids/token-format";

export interface Caller {
  readonly token: TokenGrant;
  readonly project: ProjectConfig;
}

/**
 * The token text of either header form: `Authorization: Bearer` (OpenAI, Anthropic SDK 1.x) or `x-api-key`. Where both are
 * sent, the one that looks like ours: some clients send a provider's key along.
 */
export function readTokenText(headers: ReadonlyMap<string, string>): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.get("authorization") ?? "")?.[1] ?? null;
  const apiKey = headers.get("x-api-key")?.trim() ?? "";
  if (bearer === null) return apiKey === "" ? null : apiKey;
  return apiKey.startsWith("dfr_") && !bearer.startsWith("dfr_") ? apiKey : bearer;
}

function requireProject(directory: Directory, token: TokenGrant): ProjectConfig {
  const project = directory.findProject(token.projectId);
  if (project === null)
    throw new AppError("directory_unavailable", "The token's project is not known yet. Try again shortly.");
  if (!project.isActive) throw new AppError("project_inactive", "This project is switched off.");
  return project;
}

/**
 * Who calls. Answers from memory unless the token was never seen.
 * @throws AppError `missing_token`, `invalid_token`, `token_expired`, `token_revoked`, `project_inactive`, `directory_unavailable`
 */
export async function authenticateCall(
  directory: Directory,
  hashToken: (token: string) => Uint8Array,
  headers: ReadonlyMap<string, string>,
  nowMs: number,
): Promise<Caller> {
  const text = readTokenText(headers);
  if (text === null) {
    throw new AppError(
      "missing_token",
      "Send a Diffract token as `Authorization: Bearer dfr_…` or `x-api-key: dfr_…`.",
    );
  }
  const parsed = parseToken(text);
  if (parsed === null) throw new AppError("invalid_token", "This is not a valid Diffract token.");
  const found = directory.findToken(parsed.publicId);
  const token = found instanceof Promise ? await found : found;
  if (token === null || !timingSafeEqual(hashToken(text), token.hmac)) {
    throw new AppError("invalid_token", "This is not a valid Diffract token.");
  }
  if (!token.isActive) throw new AppError("token_revoked", "This token was revoked.");
  if (token.expiresAt !== null && token.expiresAt <= nowMs)
    throw new AppError("token_expired", "This token has expired.");
  return { token, project: requireProject(directory, token) };
}
