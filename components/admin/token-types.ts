/** A token as the management API lists it; the secret is never among it. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly project: { readonly id: string; readonly name: string };
  /** The 12 id characters. */
  readonly public_id: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
  /** `null`: any number. */
  readonly max_requests: number | null;
  /** Requests counted against the limit; `null` when there is none. */
  readonly request_count: number | null;
}

export type TokenState = "active" | "exhausted" | "expired" | "revoked";

/** What a token is good for at that moment. */
export function getTokenState(token: TokenRow, nowMs: number): TokenState {
  if (token.revoked_at !== null) return "revoked";
  if (token.expires_at !== null && Date.parse(token.expires_at) <= nowMs) return "expired";
  const isUsedUp = token.max_requests !== null && (token.request_count ?? 0) >= token.max_requests;
  return isUsedUp ? "exhausted" : "active";
}

const count = new Intl.NumberFormat("en-US");

/** How much of its limit a token has used, for example `12 of 100`. */
export function describeRequests({ max_requests, request_count }: TokenRow): string {
  if (max_requests === null) return "Unlimited";
  return `${count.format(request_count ?? 0)} of ${count.format(max_requests)}`;
}
