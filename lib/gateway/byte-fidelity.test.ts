/** What no policy changed reaches the client as the very bytes that upstream sent, however they were cut on the way. */
import type { ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PolicyBinding } from "@/lib/core/contracts/policy";
import { createTestGateway } from "@/lib/testing/create-test-gateway";
import { startFakeUpstream, type FakeUpstream } from "@/lib/testing/fake-upstream";
import { buildTenant, buildUpstream, type TestTenant } from "@/lib/testing/fixed-directory";
import { createMemoryRecorder, type MemoryRecorder } from "@/lib/testing/memory-recorder";
import { hasRecordedExchanges, listRecordedExchanges, type RecordedExchange } from "@/lib/testing/recorded-exchanges";
import { send, type Reply } from "@/lib/testing/send-http";
import { serveOnLoopback } from "@/lib/testing/serve-on-loopback";
import { createNodeHandler } from "./node-adapter";

const paths: Readonly<Record<string, string>> = {
  "openai.chat": "/v1/chat/completions",
  "openai.completions": "/v1/completions",
  "openai.responses": "/v1/responses",
  "anthropic.messages": "/v1/messages",
};

const idlePolicies: readonly PolicyBinding[] = [
  {
    id: "01900000-0000-7000-8000-00000000000a",
    policy: "redact-personal-data",
    name: "Redact",
    version: 1,
    // Some recorded answers are not what their content type says; closed policies would stop these.
    onFailure: "open",
    config: {},
  },
  {
    id: "01900000-0000-7000-8000-00000000000b",
    policy: "replace-text",
    name: "Replace",
    version: 1,
    onFailure: "open",
    config: { pairs: [{ from: "a text that no recorded answer holds", to: "x" }], where: "both" },
  },
];

const hopByHop = new Set([
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
  "content-encoding",
  "set-cookie",
]);

function cut(body: Buffer, how: string): Buffer[] {
  if (how === "whole") return [body];
  const size = how === "byte" ? 1 : Number(how);
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) pieces.push(body.subarray(at, at + size));
  return pieces;
}

async function replay(response: ServerResponse, exchange: RecordedExchange, how: string): Promise<void> {
  const headers = exchange.response.headers.filter(
    ([name, value]) => !hopByHop.has(name.toLowerCase()) && value !== "REDACTED",
  );
  response.writeHead(exchange.response.status, headers.flat());
  for (const piece of cut(exchange.response.body, how)) {
    response.write(piece);
    if (how !== "whole" && exchange.response.body.length < 20_000)
      await new Promise((resolve) => setImmediate(resolve));
  }
  response.end();
}

describe.skipIf(!hasRecordedExchanges)("recorded exchanges through the gateway", () => {
  const exchanges = listRecordedExchanges();
  /** Cutting at every byte is slow for long bodies and shows nothing more. */
  const chosen = (how: string): RecordedExchange[] =>
    how === "byte" ? exchanges.filter(({ response }) => response.body.length < 6000) : exchanges;
  let upstream: FakeUpstream;
  let recorder: MemoryRecorder;
  let url: string;
  let close: () => Promise<void>;
  const plain = buildTenant();
  const policed = buildTenant({ id: "01900000-0000-7000-8000-000000000002" });
  let tenants: Record<"plain" | "policed", TestTenant>;

  const fetchExchange = (exchange: RecordedExchange, how: string, tenant: TestTenant): Promise<Reply> =>
    send(url, {
      path: `${paths[exchange.api] ?? "/v1/other"}?id=${encodeURIComponent(exchange.id)}&how=${how}`,
      headers: { authorization: `Bearer ${tenant.token}`, "anthropic-version": "2023-06-01" },
    });

  beforeAll(async () => {
    upstream = await startFakeUpstream(async (response, seen) => {
      const query = new URL(seen.url, "http://upstream").searchParams;
      const exchange = exchanges.find((candidate) => candidate.id === query.get("id"));
      if (exchange === undefined) throw new Error("no such exchange");
      await replay(response, exchange, query.get("how") ?? "whole");
    });
    const upstreams = (["openai", "anthropic"] as const).map((dialect) => {
      return buildUpstream({ dialect, baseUrl: upstream.url, credential: "k" });
    });
    tenants = {
      plain: { ...plain, project: { ...plain.project, upstreams } },
      policed: { ...policed, project: { ...policed.project, upstreams, policies: idlePolicies } },
    };
    recorder = createMemoryRecorder();
    const gateway = createTestGateway(Object.values(tenants), { recorder });
    const server = await serveOnLoopback(createNodeHandler(gateway));
    url = server.url;
    close = async () => {
      await server.close();
      await gateway.close();
      await upstream.close();
    };
  });

  afterAll(() => close());

  it.each(["whole", "byte", "7"])(
    "are byte-identical without policies, cut %s",
    async (how) => {
      for (const exchange of chosen(how)) {
        const reply = await fetchExchange(exchange, how, tenants.plain);
        expect(reply.status, exchange.id).toBe(exchange.response.status);
        expect(reply.body.equals(exchange.response.body), exchange.id).toBe(true);
      }
    },
    120_000,
  );

  it.each(["whole", "byte", "13"])(
    "are byte-identical with policies that found nothing, cut %s",
    async (how) => {
      let unchanged = 0;
      for (const exchange of chosen(how)) {
        const reply = await fetchExchange(exchange, how, tenants.policed);
        const record = await recorder.waitForEnd(String(reply.headers["x-diffract-call-id"]));
        const hasChanged = record.steps.some((step) => step.hook === "response" && step.outcome === "changed");
        expect(reply.status, exchange.id).toBe(exchange.response.status);
        if (!hasChanged) unchanged += 1;
        expect(reply.body.equals(exchange.response.body), exchange.id).toBe(!hasChanged);
      }
      expect(unchanged).toBeGreaterThan(chosen(how).length / 2);
    },
    120_000,
  );
});
