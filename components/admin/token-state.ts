import type { TokenView } from "@/lib/core/contracts/token";

export type TokenState = "active" | "exhausted" | "expired" | "revoked";

/** What a token is good for at that moment. */
export function getTokenState(token: TokenView, nowMs: number): TokenState {
  if (token.revoked_at !== null) return "revoked";
  if (token.expires_at !== null && Date.parse(token.expires_at) <= nowMs) return "expired";
  const isUsedUp = token.max_requests !== null && (token.request_count ?? 0) >= token.max_requests;
  return isUsedUp ? "exhausted" : "active";
}

const count = new Intl.NumberFormat("en-US");

/** How much of its limit a token has used, for example `12 of 100`. */
export function describeRequests({ max_requests, request_count }: TokenView): string {
  if (max_requests === null) return "Unlimited";
  return `${count.format(request_count ?? 0)} of ${count.format(max_requests)}`;
}
