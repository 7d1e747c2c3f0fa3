import { AppError } from "@/lib/core/errors";

function refuse(): never {
  throw new AppError("forbidden", "A change with a session cookie must come from Diffract's own pages.");
}

/** The host that the browser asked; our proxy sets `x-forwarded-host` itself and lets nobody else's through. */
function readHost(headers: Headers): string | null {
  return (headers.get("x-forwarded-host") ?? headers.get("host"))?.toLowerCase() ?? null;
}

/**
 * Refuses what another site's page made a browser send: `Origin` must be ours, or, without one, `Sec-Fetch-Site` must say
 * so; and a body must be JSON, which no form can send.
 * @throws AppError `forbidden`
 */
export function checkSameOrigin({ headers, method }: Pick<Request, "headers" | "method">): void {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") refuse();
  const origin = headers.get("origin");
  if (origin === null && site === null) refuse();
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== readHost(headers))) refuse();
  if (method !== "DELETE" && !isJson(headers)) refuse();
}

/** Whether the request says that its body is JSON. */
export function isJson(headers: Headers): boolean {
  return /^application\/json\s*(?:;|$)/i.test(headers.get("content-type") ?? "");
}
