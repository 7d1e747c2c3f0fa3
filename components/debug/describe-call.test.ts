import { describe, expect, it } from "vitest";
import { callStates } from "@/lib/core/contracts/call";
import { errorKinds } from "@/lib/core/errors";
import { buildCallDetail, buildStep } from "@/lib/testing/build-call-detail";
import { describeCall } from "./describe-call";

describe("describeCall", () => {
  it("names who changed a call, and how much", () => {
    const story = describeCall(
      buildCallDetail({ outcome: "changed", changed_by: ["Redact personal data"], response_changes: 1 }),
    );
    expect(story).toMatchObject({
      tone: "modified",
      headline: "Changed by Redact personal data",
      detail: "1 change in the response.",
    });
  });

  it("says unchanged, and whether anything looked", () => {
    expect(describeCall(buildCallDetail({ steps: [buildStep()] })).detail).toBe(
      "1 policy ran. What came in is what went out.",
    );
    expect(describeCall(buildCallDetail({ outcome: "skipped" })).detail).toContain("No policy ran on this call.");
  });

  it("does not count policies that were skipped", () => {
    const steps = [buildStep({ outcome: "skipped" }), buildStep({ outcome: "skipped", policy_id: "another" })];
    expect(describeCall(buildCallDetail({ outcome: "skipped", steps })).detail).toContain(
      "No policy ran on this call.",
    );
  });

  it("says who blocked a call, why and where", () => {
    const step = buildStep({ outcome: "blocked", name: "No secrets", reason: "A private key was found" });
    const story = describeCall(buildCallDetail({ state: "blocked", outcome: "blocked", status: 403, steps: [step] }));
    expect(story.headline).toBe("Blocked by No secrets");
    expect(story.detail).toBe("A private key was found. Nothing was sent upstream.");
  });

  it("does not call an error in the middle of a stream a failure with 200", () => {
    const story = describeCall(buildCallDetail({ state: "upstream_error", reason: "error_in_stream", status: 200 }));
    expect(story.headline).toBe("Upstream failed in the middle of its answer");
    expect(story.detail).toContain("begun with 200");
  });

  it("says that what was said is no longer kept, and does not send people to look at it", () => {
    const story = describeCall(buildCallDetail({ state: "upstream_error", status: 500, bodies_removed: true }));
    expect(story.detail).toContain("What was said is no longer kept; everything else is.");
    expect(story.next).toBeNull();
    const bodies_expired = { removed_at: "2026-11-21T23:30:00.000Z", kept_days: 30 };
    expect(describeCall(buildCallDetail({ bodies_removed: true, bodies_expired })).detail).toContain(
      "What was said was removed on 2026-11-21, after 30 days; everything else is kept.",
    );
  });

  it("ends a reason with one full stop, whether it brings its own or not", () => {
    for (const reason of ["A private key was found", "A private key was found."]) {
      for (const outcome of ["blocked", "failed-closed"] as const) {
        const call = buildCallDetail({ state: "blocked", steps: [buildStep({ outcome, reason })] });
        expect(describeCall(call).detail).toMatch(/^A private key was found\. [A-Z]/);
      }
      const open = buildStep({ outcome: "failed-open", reason });
      const call = buildCallDetail({ outcome: "failed-open", steps: [open] });
      expect(describeCall(call).detail).toMatch(/^A private key was found\. [A-Z]/);
    }
  });

  it("does not call the failure of a policy a decision", () => {
    const closed = buildStep({ outcome: "failed-closed", reason: "Timed out" });
    expect(describeCall(buildCallDetail({ state: "blocked", steps: [closed] })).headline).toBe(
      "Stopped: Redact personal data failed",
    );
    const open = buildStep({ outcome: "failed-open", reason: "Timed out" });
    expect(describeCall(buildCallDetail({ outcome: "failed-open", steps: [open] })).headline).toBe(
      "Redact personal data failed, and the call went on",
    );
  });

  it("puts refusals into words", () => {
    expect(describeCall(buildCallDetail({ state: "rejected", reason: "invalid_token", status: 401 }))).toMatchObject({
      headline: "Rejected: unknown token",
      detail: "Diffract itself answered 401. Nothing was sent upstream.",
    });
    for (const code of Object.keys(errorKinds)) {
      expect(describeCall(buildCallDetail({ state: "rejected", reason: code })).headline).not.toMatch(/_/);
    }
  });

  it("tells the provider's failures from the gateway's", () => {
    expect(
      describeCall(buildCallDetail({ state: "upstream_error", status: 503, reason: "upstream_status" })).headline,
    ).toBe("Upstream failed with 503");
    const unreachable = buildCallDetail({ state: "upstream_error", status: 502, reason: "upstream_unreachable" });
    expect(describeCall(unreachable)).toMatchObject({
      headline: "Upstream failed",
      detail: "No connection to the provider could be made.",
    });
    expect(describeCall(buildCallDetail({ status: 429 })).headline).toBe("Upstream answered 429");
  });

  it("has words for every state", () => {
    for (const state of callStates) {
      const { headline, detail } = describeCall(buildCallDetail({ state }));
      expect(headline).not.toBe("");
      expect(detail).not.toMatch(/undefined|null|\.\./);
    }
  });
});
