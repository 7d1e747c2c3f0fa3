import { createHash } from "node:crypto";
import { decode, type JWT } from "next-auth/jwt";
import { deriveKey } from "./derive-key";

/** A session ends after this long, whatever was done in it. */
export const sessionMaxAgeSeconds = 7 * 24 * 3600;

/** What next-auth encrypts its session cookie with. */
export function deriveSessionSecret(secret: string): string {
  return deriveKey(secret, "session").toString("hex");
}

/** Changes with the password, so that sessions opened with an older one end. Says nothing about the password. */
export function stampPassword(passwordHash: string): string {
  return createHash("sha256").update(passwordHash).digest("base64url").slice(0, 16);
}

const cookieName = /^(?:__Secure-)?next-auth\.session-token(?:\.(\d+))?$/;

/** next-auth cuts values that are too long for one cookie into numbered ones. */
function readCookie(header: string): string {
  const parts: (readonly [number, string])[] = [];
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    const match = cookieName.exec(pair.slice(0, at).trim());
    if (at > 0 && match !== null) parts.push([Number(match[1] ?? 0), pair.slice(at + 1).trim()]);
  }
  return parts
    .toSorted(([a], [b]) => a - b)
    .map(([, value]) => value)
    .join("");
}

export interface SessionClaims {
  readonly personId: string;
  readonly stamp: string;
}

function readClaims({ sub, stamp, signed_in_at: at }: JWT, nowMs: number): SessionClaims | null {
  if (typeof sub !== "string" || typeof stamp !== "string" || typeof at !== "number") return null;
  return nowMs / 1000 - at < sessionMaxAgeSeconds ? { personId: sub, stamp } : null;
}

/**
 * What a request's session cookie says; `null` when there is none that we made and that is still good.
 * @param sessionSecret from `deriveSessionSecret`
 */
export async function readSessionClaims(
  cookieHeader: string | null,
  sessionSecret: string,
  nowMs: number,
): Promise<SessionClaims | null> {
  const token = readCookie(cookieHeader ?? "");
  if (token === "") return null;
  try {
    const claims = await decode({ token, secret: sessionSecret });
    return claims === null ? null : readClaims(claims, nowMs);
  } catch {
    return null;
  }
}
