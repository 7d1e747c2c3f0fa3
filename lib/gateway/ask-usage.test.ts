/** A gateway that asks for usage: what the provider gets, what the client gets, what is recorded. */
import { afterEach, describe, expect, it } from "vitest";
import type { AskUsageMode } from "@/lib/core/contracts/configuration";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { providerDefinitions } from "@/lib/providers/registry";
import { createTestGateway } from "@/lib/testing/create-test-gateway";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { buildTenant, buildUpstream } from "@/lib/testing/fixed-directory";
import { createMemoryRecorder, type MemoryRecorder } from "@/lib/testing/memory-recorder";
import { handleWebRequest } from "./web-adapter";

const chunk = (content: string): string =>
  `data: {"id":"c", "choices":[{"index":0,"delta":{"content":${JSON.stringify(content)}}}],"usage":null}\r\n\r\n`;
const usage = '{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}';
const usageChunk = `data: {"id":"c","choices":[],"usage":${usage}}\r\n\r\n`;
const done = "data: [DONE]\r\n\r\n";
const whole = chunk("Hel") + chunk("lo") + usageChunk + done;
const request = '{"model":"m", "stream":true, "messages":[{"role":"user","content":"Hi"}]}';
const asked =
  '{"model":"m", "stream":true,"stream_options":{"include_usage":true}, "messages":[{"role":"user","content":"Hi"}]}';

const replacing: PolicyBinding = {
  id: "01900000-0000-7000-8000-00000000000b",
  policy: "replace-text",
  name: "Replace",
  version: 1,
  onFailure: "closed",
  config: { pairs: [{ from: "Hello", to: "Howdy" }], where: "responses" },
};

interface Setup {
  readonly mode?: AskUsageMode;
  readonly isDefaultAddress?: boolean;
  readonly policies?: readonly PolicyBinding[];
  readonly path?: string;
  readonly body?: string;
  /** Size of the pieces in which the answer comes. */
  readonly pieceBytes?: number;
  readonly answer?: string;
}

interface Seen {
  readonly sent: string;
  readonly got: string;
  readonly recorder: MemoryRecorder;
  readonly callId: string;
}

let upstream: FakeUpstream | null = null;
afterEach(async () => {
  await upstream?.close();
  upstream = null;
});

async function callThrough(setup: Setup): Promise<Seen> {
  const { mode, policies = [], path = "/v1/chat/completions", body = request, answer = whole } = setup;
  upstream = await startFakeUpstream(async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const bytes = Buffer.from(answer);
    const size = setup.pieceBytes ?? bytes.length;
    for (let at = 0; at < bytes.length; at += size) {
      response.write(bytes.subarray(at, at + size));
      if (size < bytes.length) await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  const { url } = upstream;
  const providers = providerDefinitions.map((provider): ProviderDefinition => {
    return provider.id === "openai" ? { ...provider, defaultBaseUrl: url } : provider;
  });
  const baseUrl = setup.isDefaultAddress === false ? `${url}/elsewhere` : null;
  const tenant = buildTenant({
    upstreams: [buildUpstream({ baseUrl, ...(mode && { askUsage: mode }) })],
    policies,
  });
  const recorder = createMemoryRecorder();
  const gateway = createTestGateway([tenant], { recorder, providers });
  const headers = { authorization: `Bearer ${tenant.token}`, "content-type": "application/json" };
  const response = await handleWebRequest(
    gateway,
    new Request(`http://gateway${path}`, { method: "POST", headers, body }),
  );
  const got = await response.text();
  await gateway.close();
  const callId = response.headers.get("x-diffract-call-id") ?? "";
  return { sent: upstream.seen[0]?.body.toString() ?? "", got, recorder, callId };
}

describe("a stream whose client did not ask for usage", () => {
  it.each(["/v1/chat/completions", "/v1/completions"])("asks on %s, and hides the answer to that", async (path) => {
    const { sent, got, recorder, callId } = await callThrough({ path });
    expect(sent).toBe(asked);
    expect(got).toBe(whole.replace(usageChunk, ""));
    const record = recorder.ended[0];
    expect(record?.notes).toEqual(["usage_asked"]);
    expect(record?.bodies.map(({ side, same_as }) => [side, same_as])).toEqual([
      ["client_request", null],
      ["upstream_request", "client_request"],
      ["wire_request", null],
      ["upstream_response", null],
      ["client_response", null],
    ]);
    expect(recorder.bytesOf(callId, "wire_request").toString()).toBe(asked);
    expect(recorder.bytesOf(callId, "upstream_response").toString()).toBe(whole);
    expect(recorder.bytesOf(callId, "client_response").toString()).toBe(got);
  });

  it("has it hidden before policies read it", async () => {
    const { got } = await callThrough({ policies: [replacing] });
    expect(got).toContain("Howdy");
    expect(got).not.toContain("total_tokens");
  });

  it.each([1, 2, 7, 61])("has it hidden when it comes in pieces of %i bytes", async (pieceBytes) => {
    const { got } = await callThrough({ pieceBytes });
    expect(got).toBe(whole.replace(usageChunk, ""));
  });

  it("that said no is respected", async () => {
    const body = request.replace('"stream":true', '"stream":true,"stream_options":{"include_usage":false}');
    const { sent, got } = await callThrough({ body });
    expect(sent).toBe(body.replace("false", "true"));
    expect(got).not.toContain("total_tokens");
  });

  it("keeps usage that came on a chunk with text, and chunks without choices that say something else", async () => {
    const odd = `data: {"choices":[],"prompt_filter_results":[{}],"usage":null}\n\n${chunk("a").replace("null", usage)}${done}`;
    const { got, recorder } = await callThrough({ answer: odd });
    expect(got).toBe(odd);
    expect(recorder.ended[0]?.bodies.at(-1)).toMatchObject({ side: "client_response", same_as: "upstream_response" });
  });

  it("is not held back by an event that does not end", async () => {
    const answer = `data: ${"x".repeat(1_100_000)}`;
    const { got } = await callThrough({ answer, pieceBytes: 100_000 });
    expect(got).toBe(answer);
  });
});

describe("nothing is asked", () => {
  it.each<[string, Setup]>([
    ["at an address that is not the provider's own", { isDefaultAddress: false }],
    ["when the upstream says never", { mode: "never" }],
    [
      "when the client asks itself",
      { body: request.replace('"stream":true', '"stream":true,"stream_options":{"include_usage":true}') },
    ],
    ["without a stream", { body: request.replace("true", "false") }],
    ["of Responses, which always have it", { path: "/v1/responses" }],
  ])("%s", async (_when, setup) => {
    const { sent, got, recorder } = await callThrough(setup);
    expect(sent).toBe(setup.body ?? request);
    expect(got).toBe(whole);
    expect(recorder.ended[0]?.notes).toBeUndefined();
    expect(recorder.ended[0]?.bodies.map(({ side }) => side)).not.toContain("wire_request");
  });

  it("unless the upstream says always", async () => {
    const { sent } = await callThrough({ mode: "always", isDefaultAddress: false });
    expect(sent).toBe(asked);
  });
});
