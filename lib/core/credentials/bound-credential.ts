/**
 * A provider's key and the one origin to which it may be sent. Both are sealed together, so that whoever may edit addresses
 * cannot have a stored key sent elsewhere (as in CVE-2026-41487).
 */
export interface BoundCredential {
  readonly key: string;
  /** For example `https://api.openai.com`; `null` for the provider's default address. */
  readonly origin: string | null;
}

/** Keys travel in headers, so they never have a line break. */
const separator = "\n";

/** The origin of an upstream's address; `null` for the provider's default. */
export function findOrigin(baseUrl: string | null): string | null {
  return baseUrl !== null && URL.canParse(baseUrl) ? new URL(baseUrl).origin : null;
}

/** As one text, to be sealed. */
export function formatBoundCredential({ key, origin }: BoundCredential): string {
  return `${key}${separator}${origin ?? ""}`;
}

/** Reads what `formatBoundCredential` wrote. */
export function parseBoundCredential(text: string): BoundCredential {
  const at = text.indexOf(separator);
  if (at < 0) return { key: text, origin: null };
  const origin = text.slice(at + 1);
  return { key: text.slice(0, at), origin: origin === "" ? null : origin };
}

/** The key, when it may be sent to this address. */
export function pickKey({ key, origin }: BoundCredential, baseUrl: string | null): string | null {
  return findOrigin(baseUrl) === origin ? key : null;
}
