/** Answers that policies were to read and cannot: closed policies stop them, open ones let them pass and say so. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { createTestGateway } from "@/lib/testing/create-test-gateway";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { bindRedaction, buildTenant, buildUpstream } from "@/lib/testing/fixed-directory";
import { createMemoryRecorder } from "@/lib/testing/memory-recorder";
import { CallAbort } from "./call-abort";
import type { Gateway, OutgoingCall } from "./gateway-types";

const answer = '{"choices":[{"message":{"role":"assistant","content":"write to bob@example.com"}}]}';

async function readAll(body: OutgoingCall["body"]): Promise<Buffer> {
  if (body === null || body instanceof Uint8Array) return Buffer.from(body ?? []);
  const chunks: Uint8Array[] = [];
  await body.pipe((chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks);
}

describe("an answer that policies cannot read", () => {
  let upstream: FakeUpstream;
  const headers = { type: "text/plain", encoding: "", status: 200, body: answer };
  const recorder = createMemoryRecorder();
  const gateways: Gateway[] = [];

  beforeAll(async () => {
    upstream = await startFakeUpstream((response) => {
      const encoding = headers.encoding === "" ? {} : { "content-encoding": headers.encoding };
      response.writeHead(headers.status, { "content-type": headers.type, ...encoding });
      response.end(headers.body);
    });
  });

  afterAll(async () => {
    for (const gateway of gateways) await gateway.close();
    await upstream.close();
  });

  async function ask(
    policy: PolicyBinding,
    text = '{"model":"m","messages":[{"role":"user","content":"hi"}]}',
  ): Promise<{ status: number; body: Buffer }> {
    const upstreams = [buildUpstream({ baseUrl: upstream.url })];
    const tenant = buildTenant({ upstreams, policies: [policy] });
    const gateway = createTestGateway([tenant], { recorder });
    gateways.push(gateway);
    const body = Buffer.from(text);
    const reply = await gateway.handle({
      method: "POST",
      target: "/v1/chat/completions",
      headers: ["authorization", `Bearer ${tenant.token}`, "content-type", "application/json"],
      body: { read: () => Promise.resolve(body) },
      abort: new CallAbort(),
    });
    return { ...reply, body: await readAll(reply.body) };
  }

  it.each([
    ["text/plain", ""],
    ["application/octet-stream", ""],
    ["application/json", "gzip"],
  ])("is stopped by a closed policy: %s %s", async (type, encoding) => {
    Object.assign(headers, { type, encoding, status: 200 });
    const reply = await ask(bindRedaction("both", "closed"));
    expect(reply.status).toBe(403);
    expect(reply.body.toString()).not.toContain("bob@");
  });

  it("is stopped by a closed policy when it only says that it is JSON", async () => {
    Object.assign(headers, { type: "application/json", encoding: "", status: 200, body: `${answer} and more` });
    expect((await ask(bindRedaction("both", "closed"))).status).toBe(403);
    headers.body = answer;
  });

  it("passes an open one, which is recorded as not having read it", async () => {
    Object.assign(headers, { type: "text/plain", encoding: "", status: 200 });
    expect((await ask(bindRedaction("both", "open"))).status).toBe(200);
    const steps = recorder.ended.at(-1)?.steps.filter(({ hook }) => hook === "response");
    expect(steps).toMatchObject([{ outcome: "skipped", reason: "The answer was neither JSON nor an event stream." }]);
  });

  it("is no business of policies that read requests only, nor is a proxy's error page", async () => {
    Object.assign(headers, { type: "text/plain", encoding: "", status: 200 });
    expect((await ask(bindRedaction("requests", "closed"))).status).toBe(200);
    Object.assign(headers, { type: "text/html", status: 502 });
    expect((await ask(bindRedaction("both", "closed"))).status).toBe(502);
  });

  it("has a twin in requests: what is not JSON is refused, not passed unread", async () => {
    Object.assign(headers, { type: "application/json", encoding: "", status: 200, body: answer });
    const before = upstream.seen.length;
    expect((await ask(bindRedaction("both", "open"), "{ bob@example.com")).status).toBe(400);
    const twice = '{"model":"m","messages":[{"role":"user","content":"bob@example.com"}],"messages":[]}';
    expect((await ask(bindRedaction("both", "open"), twice)).status).toBe(400);
    expect(upstream.seen.length).toBe(before);
  });
});
