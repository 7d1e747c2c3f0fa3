/**
 * A path of this origin to go to after signing in, whatever the URL asked for; `/` when it asked for anything else.
 * Browsers read `//host`, `/\host` and control characters as other origins, so those are refused, not repaired.
 */
export function toSafeCallbackPath(asked: string | null | undefined, origin: string): string {
  if (!asked) return "/";
  try {
    const url = new URL(asked, origin);
    const isHere =
      url.origin === new URL(origin).origin && !/^\s*[/\\]{2}/.test(asked) && !url.pathname.startsWith("//");
    const isLoop = url.pathname === "/sign-in" || url.pathname.startsWith("/api/");
    return isHere && !isLoop ? `${url.pathname}${url.search}${url.hash}` : "/";
  } catch {
    return "/";
  }
}
