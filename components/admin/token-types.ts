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
}

export type TokenState = "active" | "expired" | "revoked";

/** What a token is good for at that moment. */
export function getTokenState(token: TokenRow, nowMs: number): TokenState {
  if (token.revoked_at !== null) return "revoked";
  return token.expires_at !== null && Date.parse(token.expires_at) <= nowMs ? "expired" : "active";
}
