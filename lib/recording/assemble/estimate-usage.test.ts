import { describe, expect, it } from "vitest";
import type { Usage } from "@/lib/core/contracts/call";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import type { CountAnswer } from "@/lib/core/contracts/token-counter";
import { buildEnd, requestBody, responseBody, toJsonBytes } from "../__fixtures__/build-records";
import { assembleCall } from "./assemble-call";
import type { AssembledCall, CapturedBytes } from "./call-rows";

const silent = { ...responseBody, usage: undefined };
const counted: CountAnswer = { input: 20, output: 9, estimator: "test" };

function assemble(
  answer: object,
  { request = requestBody, ...changes }: Partial<CallEndRecord> & { request?: object } = {},
): AssembledCall {
  const { record, bytes } = buildEnd(changes, {
    client_request: toJsonBytes(request),
    upstream_request: "client_request",
    upstream_response: toJsonBytes(answer),
    client_response: "upstream_response",
  });
  const captured: CapturedBytes = {};
  for (const [side, chunks] of Object.entries(bytes)) captured[side as keyof CapturedBytes] = Buffer.concat(chunks);
  return assembleCall({ ...record, bodies: changes.bodies ?? record.bodies }, captured, (call) =>
    call.usage.total_tokens === null ? null : { amount: "1", currency: "USD", source: "test" },
  );
}

const readUsage = (call: AssembledCall | undefined): Usage => JSON.parse(String(call?.call.usage)) as Usage;

describe("a call whose provider said nothing", () => {
  it("is counted, and priced by what was counted", () => {
    const { uncounted, call } = assemble(silent);
    expect(call).toMatchObject({ input_tokens: null, cost_amount: null });
    expect(uncounted?.request).toEqual({
      model: "demo-2026",
      input: { texts: ["What is my account number?"], known: 7 },
      output: { texts: ["Your account number is 1234-5678-9012."], known: 0 },
    });
    const done = uncounted?.finish(counted);
    expect(readUsage(done)).toMatchObject({ source: "estimated", total_tokens: 29, estimator: "test" });
    expect(done?.call).toMatchObject({ input_tokens: 20, output_tokens: 9, total_tokens: 29, cost_amount: "1" });
    expect(done?.uncounted).toBeUndefined();
  });

  it("stays unknown, with the reason, where nobody had the time", () => {
    const done = assemble(silent).uncounted?.finish({ reason: "too_slow" });
    expect(readUsage(done)).toMatchObject({ source: "unknown", uncounted: "too_slow", total_tokens: null });
    expect(done?.call.cost_amount).toBeNull();
  });

  it("is half known where half of it is no text", () => {
    const request = { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] };
    const { uncounted } = assemble(silent, { request });
    expect(uncounted?.request.input).toBeNull();
    const usage = readUsage(uncounted?.finish({ ...counted, input: null }));
    expect(usage).toMatchObject({ input_tokens: null, output_tokens: 9, total_tokens: null, uncounted: "not_text" });
  });

  it("is counted as far as it went when the client left", () => {
    expect(assemble(silent, { state: "client_aborted" }).uncounted).toBeDefined();
  });
});

describe("nothing is counted", () => {
  it.each<[string, AssembledCall]>([
    ["where the provider said it", assemble(responseBody)],
    ["of an error", assemble({ error: { message: "no" } }, { state: "upstream_error", status: 500 })],
    ["of a call that was refused", assemble(silent, { state: "rejected", status: 401 })],
    ["of what tells of another call", assemble(silent, { endpoint: "chat.completions.retrieve", method: "GET" })],
    ["of what is not paid by tokens", assemble({ results: [] }, { endpoint: "moderations" })],
  ])("%s", (_why, { uncounted, call }) => {
    expect(uncounted).toBeUndefined();
    expect(JSON.parse(String(call.usage))).not.toHaveProperty("uncounted");
  });
});
