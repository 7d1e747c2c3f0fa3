import { describe, expect, it } from "vitest";
import { buildCallSpans } from "./build-call-spans";
import type { SpannedCall, SpannedStep } from "./span-writer";

const step: SpannedStep = {
  position: 0,
  hook: "response",
  policy: "redact-personal-data",
  name: "Redact",
  version: 3,
  outcome: "changed",
  reason: null,
  duration_ms: 0.2,
  start_ms: 120.5,
  end_ms: 190,
  edits: [{}],
};

const call: SpannedCall = {
  callId: "019aa5f0-1111-7222-8333-444455556666",
  spanId: "b7ad6b7169203331",
  parentSpanId: null,
  state: "completed",
  reason: null,
  endpoint: "chat.completions",
  method: "POST",
  path: "/v1/chat/completions",
  isStreaming: true,
  model: "demo",
  modelAnswered: "demo-2026",
  provider: "openai",
  upstreamUrl: "https://api.example/v1/chat/completions",
  status: 200,
  projectName: "default",
  tokenName: "demo",
  sessionId: null,
  usage: { input_tokens: 12, output_tokens: 9 },
  startedAtMs: 1_800_000_000_000,
  timings: {
    ...{ authenticated: 0.4, request_read: 0.5, upstream_start: 1.25, upstream_sent: 2, upstream_headers: 100 },
    ...{ upstream_first_byte: 101, upstream_first_token: 120, upstream_last_byte: 190, ended: 191 },
    ...{ client_first_byte: 102, client_last_byte: 190.5 },
  },
  steps: [step],
  storedAtMs: 1_800_000_000_200,
};

function find(name: string, changes: Partial<SpannedCall> = {}) {
  const span = buildCallSpans({ ...call, ...changes }, "diffract").find((one) => one.name.startsWith(name));
  if (span === undefined) throw new Error(`no span ${name}`);
  const offsetOf = (atNs: string): number => Number(BigInt(atNs) - 1_800_000_000_000_000_000n) / 1e6;
  return { ...span, marks: span.events.map((event) => [event.name, offsetOf(event.at_ns)]) };
}

describe("the spans of a call", () => {
  it("mark the first byte and the first token on the request to the provider", () => {
    const { marks, attributes, status } = find("chat demo");
    expect(marks).toEqual([
      ["request sent", 2],
      ["response headers", 100],
      ["first byte", 101],
      ["first token", 120],
    ]);
    expect(attributes["gen_ai.response.time_to_first_chunk"]).toBeCloseTo(0.09975, 9);
    expect(status).toBe("unset");
  });

  it("have no first token where none was found", () => {
    const timings = { upstream_start: 1, upstream_first_byte: 101, ended: 191 };
    expect(find("chat demo", { timings }).marks.map(([name]) => name)).not.toContain("first token");
  });

  it("say what failed, on the call and on the request that did", () => {
    const failed = { state: "upstream_error", reason: "upstream_timeout", status: 504 };
    for (const name of ["POST", "chat demo"])
      expect(find(name, failed)).toMatchObject({ status: "error", attributes: { "error.type": "upstream_timeout" } });
    expect(find("policy Redact", { steps: [{ ...step, outcome: "failed-open" }] }).status).toBe("error");
    expect(find("POST", { state: "client_aborted" }).status).toBe("unset");
    expect(find("POST", { state: "blocked", status: 400 }).status).toBe("unset");
  });

  it("hold nothing of what was said, in no attribute, event or name", () => {
    const marker = "PAYLOAD-MARKER";
    const marked = {
      ...call,
      path: `/v1/chat/completions?note=${marker}`,
      upstreamUrl: `https://api.example/v1/chat/completions?key=${marker}`,
      steps: [{ ...step, edits: [{ from: marker, to: marker, path: marker, rule: marker, reason: marker }] }],
      requestPreview: marker,
      responsePreview: marker,
      headers: { client_request: [["x-note", marker]] },
      metadata: { note: marker },
      tags: { note: marker },
    };
    const spans = buildCallSpans(marked, "diffract");
    expect(spans.length).toBeGreaterThan(5);
    expect(JSON.stringify(spans)).not.toContain(marker);
  });
});
