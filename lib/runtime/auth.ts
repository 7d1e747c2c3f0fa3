import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { createAdminTokenCheck } from "@/lib/auth/admin-token";
import { createSignInCheck } from "@/lib/auth/check-sign-in";
import { createAuthOptions } from "@/lib/auth/create-auth-options";
import { findSessionActor } from "@/lib/auth/find-actor";
import { deriveSessionSecret, readSessionClaims } from "@/lib/auth/session-token";
import { RecentActors } from "@/lib/auth/recent-actors";
import { createSignInThrottle } from "@/lib/auth/sign-in-throttle";
import type { Actor } from "@/lib/core/contracts/actor";
import { AppError } from "@/lib/core/errors";
import { checkDatabase } from "./check-database";
import { getDb } from "./db";
import { getEnv, requireSecret } from "./env";
import { remember } from "./remember";

const adminTokenActor: Actor = { kind: "admin-token", id: null, name: "Admin token", email: null, role: "admin" };

/** next-auth's options. */
export function getAuthOptions() {
  return remember("auth-options", () => {
    const checkSignIn = createSignInCheck({ db: getDb("auth"), throttle: createSignInThrottle(Date.now) });
    return createAuthOptions({ secret: requireSecret(), checkSignIn });
  });
}

async function findActor(cookieHeader: string | null): Promise<Actor | null> {
  const sessionSecret = remember("session-secret", () => deriveSessionSecret(requireSecret()));
  const claims = await readSessionClaims(cookieHeader, sessionSecret, Date.now());
  if (claims === null) return null;
  const recent = remember("recent-actors", () => new RecentActors(() => performance.now()));
  // Asked first, because a frozen database would keep everybody waiting.
  const known = (await checkDatabase()) ? null : recent.find(claims);
  if (known !== null) return known;
  const actor = await findSessionActor(getDb("auth"), claims);
  recent.note(claims, actor);
  return actor;
}

/** Who looks at this page; `null` when nobody is signed in. */
export async function getActor(): Promise<Actor | null> {
  const store = await cookies();
  return findActor(
    store
      .getAll()
      .map(({ name, value }) => `${name}=${value}`)
      .join("; "),
  );
}

/**
 * Who looks at this page. Sends them to sign in when nobody is.
 * @param returnTo path and query of the page
 */
export async function requireActor(returnTo: string): Promise<Actor> {
  const actor = await getActor();
  if (actor === null) redirect(`/sign-in?callbackUrl=${encodeURIComponent(returnTo)}`);
  return actor;
}

/**
 * Who sends a request to the management API: the admin token, or a session cookie when there is no `Authorization`.
 * @throws AppError `unauthenticated`
 */
export async function authenticateRequest(request: Request): Promise<Actor> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) {
    const check = remember("admin-token-check", () =>
      createAdminTokenCheck(requireSecret(), getEnv().DIFFRACT_ADMIN_TOKEN),
    );
    const token = /^Bearer +(\S+)$/i.exec(authorization.slice(0, 1_000))?.[1];
    if (token !== undefined && check(token)) return adminTokenActor;
    throw new AppError("unauthenticated", "This is not the management API's token.");
  }
  const actor = await findActor(request.headers.get("cookie"));
  if (actor !== null) return actor;
  throw new AppError("unauthenticated", "Sign in, or send the management API's token as `Authorization: Bearer …`.");
}
