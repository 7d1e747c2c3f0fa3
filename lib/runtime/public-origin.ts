import { headers } from "next/headers";

/** The origin under which the browser reached this page; the gateway answers there too. For display, never for trust. */
export async function getPublicOrigin(): Promise<string> {
  const list = await headers();
  const host = list.get("x-forwarded-host") ?? list.get("host") ?? "localhost";
  const scheme = list.get("x-forwarded-proto") ?? "http";
  try {
    return new URL(`${scheme.split(",")[0] ?? "http"}://${host}`).origin;
  } catch {
    return "http://localhost";
  }
}
