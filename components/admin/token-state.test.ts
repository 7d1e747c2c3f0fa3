import { describe, expect, it } from "vitest";
import type { TokenView } from "@/lib/core/contracts/token";
import { describeRequests, getTokenState } from "./token-state";

const now = Date.parse("2026-11-21T12:00:00Z");

function buildToken(fields: Partial<TokenView>): TokenView {
  return {
    id: "01900000-0000-7000-8000-000000000001",
    name: "ci",
    project_id: "01900000-0000-7000-8000-000000000002",
    project: { id: "01900000-0000-7000-8000-000000000002", name: "default" },
    public_id: "abcdefghijkl",
    metadata: {},
    created_at: "2026-11-01T12:00:00Z",
    updated_at: "2026-11-01T12:00:00Z",
    expires_at: null,
    revoked_at: null,
    max_requests: null,
    request_count: null,
    ...fields,
  };
}

describe("a token's row", () => {
  it.each([
    [{}, "active", "Unlimited"],
    [{ max_requests: 100, request_count: 12 }, "active", "12 of 100"],
    [{ max_requests: 12_000, request_count: 12_000 }, "exhausted", "12,000 of 12,000"],
    [{ max_requests: 5, request_count: 12 }, "exhausted", "12 of 5"],
    [{ max_requests: 5, request_count: 5, expires_at: "2026-11-21T11:00:00Z" }, "expired", "5 of 5"],
    [{ max_requests: 5, request_count: 5, revoked_at: "2026-11-21T11:00:00Z" }, "revoked", "5 of 5"],
  ])("of %j is %s and says %s", (fields, state, requests) => {
    expect(getTokenState(buildToken(fields), now)).toBe(state);
    expect(describeRequests(buildToken(fields))).toBe(requests);
  });
});
