import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BodyInfo, BodySide, CallDetail, HeaderPairs } from "../contracts/call";
import { buildCallDetail, buildStep, buildTimings } from "@/lib/testing/build-call-detail";
import { buildCertificate } from "./build-certificate";
import { compareHeaders } from "./compare-headers";

function describeBody(side: BodySide, size: number, more: Partial<BodyInfo> = {}): BodyInfo {
  const sha256 = `hash of ${side}`;
  return { side, size, captured: size, sha256, is_truncated: false, content_type: null, same_as: null, ...more };
}

const unchanged: BodyInfo[] = [
  describeBody("client_request", 1234),
  describeBody("upstream_request", 1234, { same_as: "client_request", sha256: "hash of client_request" }),
  describeBody("upstream_response", 12_345),
  describeBody("client_response", 12_345, { same_as: "upstream_response", sha256: "hash of upstream_response" }),
];

function replace(...bodies: BodyInfo[]): BodyInfo[] {
  return [...unchanged.filter(({ side }) => bodies.every((body) => body.side !== side)), ...bodies];
}

const certify = (changes: Partial<CallDetail> = {}) =>
  buildCertificate(buildCallDetail({ bodies: unchanged, ...changes }));

const noUpstream = buildTimings({ upstream_start_ms: null, upstream_headers_ms: null, upstream_first_byte_ms: null });

describe("buildCertificate", () => {
  it("certifies what nobody changed, in plain words", () => {
    const { request, response } = certify();
    expect(request).toMatchObject({
      verdict: "identical",
      sentence: "The provider received exactly the 1,234 bytes that the client sent.",
      sent: { bytes: 1234, hashed_bytes: 1234, sha256: "hash of client_request" },
      received: { bytes: 1234, sha256: "hash of client_request" },
    });
    expect(response).toMatchObject({
      verdict: "identical",
      sentence: "The client received exactly the 12,345 bytes that the provider sent.",
    });
  });

  it("takes equal hashes for equal bytes, however they were kept", () => {
    const { response } = certify({
      bodies: replace(describeBody("client_response", 12_345, { sha256: "hash of upstream_response" })),
    });
    expect(response.verdict).toBe("identical");
  });

  it("says who changed what", () => {
    const bodies = replace(describeBody("client_response", 12_000));
    const steps = [buildStep({ hook: "response", outcome: "changed" })];
    expect(certify({ bodies, steps }).response).toMatchObject({
      verdict: "changed_by_policies",
      sentence: "Policies changed the answer: the provider sent 12,345 bytes, the client received 12,000 bytes.",
    });
    expect(certify({ bodies, steps: [buildStep({ outcome: "changed" })] }).response.verdict).toBe("changed_by_gateway");
  });

  it("names what the gateway asked for on its own account", () => {
    const bodies = replace(describeBody("wire_request", 1300), describeBody("client_response", 12_000));
    const { request, response } = certify({ bodies, record_notes: ["usage_asked"] });
    expect(request).toMatchObject({ verdict: "changed_by_gateway", received: { bytes: 1300 } });
    expect(request.sentence).toMatch(/^The gateway asked for token counts: /);
    expect(response.sentence).toMatch(/^The gateway took out the token counts it had asked for: /);
  });

  it("does not claim what it cannot know", () => {
    const half = { captured: 10, is_truncated: true, sha256: "same" };
    const bodies = replace(
      describeBody("upstream_response", 12_345, half),
      describeBody("client_response", 12_345, half),
    );
    expect(certify({ bodies }).response.verdict).toBe("unknown");
    for (const state of ["in_progress", "interrupted"] as const) {
      const { request, response } = certify({ state });
      expect([request.verdict, response.verdict, response.headers]).toEqual(["unknown", "unknown", null]);
    }
    expect(
      certify({ state: "client_aborted", bodies: replace(describeBody("client_response", 3000)) }).response,
    ).toMatchObject({
      verdict: "unknown",
      sentence: "The client went away: it was handed 3,000 of 12,345 bytes; how many arrived is unknown.",
    });
    const timings = buildTimings({ upstream_headers_ms: null });
    expect(certify({ state: "upstream_error", timings }).request.verdict).toBe("unknown");
  });

  it("knows what was never passed on, and what the gateway answered itself", () => {
    const bodies = [describeBody("client_request", 5), describeBody("client_response", 80)];
    const blocked = certify({ state: "blocked", bodies, timings: noUpstream });
    expect(blocked.request).toMatchObject({ verdict: "not_passed_on", received: null, headers: null });
    expect(blocked.response).toMatchObject({
      verdict: "changed_by_policies",
      sentence: "A policy stopped the request; the gateway answered itself, with 80 bytes.",
      sent: null,
    });
    expect(certify({ state: "rejected", bodies, timings: noUpstream }).response.verdict).toBe("changed_by_gateway");
  });

  it("says how far a provider came that broke off", () => {
    expect(certify({ state: "upstream_truncated" }).response).toMatchObject({
      verdict: "identical",
      sentence: "The provider broke off; until then the client received exactly the 12,345 bytes that it sent.",
    });
  });

  it("does not take removed bodies for none", () => {
    const { request, response } = certify({ bodies: [], bodies_removed: true });
    for (const { verdict, sentence } of [request, response]) {
      expect(verdict).toBe("unknown");
      expect(sentence).toBe("The bodies of this call have been removed, so they cannot be compared.");
    }
    expect(request.headers).not.toBeNull();
    // Where sizes and hashes are left, they still tell.
    expect(certify({ bodies_removed: true }).request.verdict).toBe("identical");
  });

  it("has nothing to compare where there is no body", () => {
    expect(certify({ bodies: [] }).request).toMatchObject({
      verdict: "identical",
      sentence: "The request has no body.",
    });
  });
});

describe("compareHeaders", () => {
  it("finds what was added, removed and changed, and whether the order was kept", () => {
    const from: HeaderPairs = [
      ["Host", "a"],
      ["X-One", "1"],
      ["x-two", "2"],
      ["authorization", "Bearer ••••"],
    ];
    const to: HeaderPairs = [
      ["X-One", "1"],
      ["x-two", "3"],
      ["authorization", "Bearer ••••"],
      ["new", "4"],
    ];
    expect(compareHeaders(from, to)).toEqual({
      added: [["new", "4"]],
      removed: [["Host", "a"]],
      changed: [
        { name: "x-two", from: "2", to: "3" },
        { name: "authorization", from: "Bearer ••••", to: "Bearer ••••" },
      ],
      is_order_kept: true,
    });
    expect(
      compareHeaders(from.slice(0, 3), [
        ["x-two", "2"],
        ["X-One", "1"],
        ["host", "a"],
      ]),
    ).toMatchObject({
      changed: [{ name: "host", from: "a", to: "a" }],
      is_order_kept: false,
    });
  });

  it("accounts for every header once, whatever the lists", () => {
    const list = fc.array(fc.tuple(fc.constantFrom("a", "A", "b", "c"), fc.constantFrom("1", "2")), { maxLength: 10 });
    fc.assert(
      fc.property(list, list, (from, to) => {
        const { added, removed, changed, is_order_kept } = compareHeaders(from, to);
        const kept = to.length - added.length - changed.length;
        expect(from.length - removed.length - changed.length).toBe(kept);
        expect(compareHeaders(from, from)).toEqual({ added: [], removed: [], changed: [], is_order_kept: true });
        expect(is_order_kept || kept > 1).toBe(true);
      }),
    );
  });
});
