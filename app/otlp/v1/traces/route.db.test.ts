import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { SpanKind, SpanStatusCode, trace as traceApi, context } from "@opentelemetry/api";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { POST as createToken } from "@/app/api/v1/tokens/route";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { listStoredSpans } from "@/lib/services/traces/list-stored-spans";
import { startManagementApi, type ManagementApi } from "@/lib/testing/management-api";
import { serveOnLoopback, type LoopbackServer } from "@/lib/testing/serve-on-loopback";
import { POST } from "./route";

const projectId = createUuidV7(Date.now());
let api: ManagementApi;
let server: LoopbackServer;
let token: string;
let url: string;

beforeAll(async () => {
  api = await startManagementApi();
  await api.db.project.create({ data: { id: projectId, name: "shop" } });
  const answer = await api.call(createToken, { method: "POST", body: { project_id: projectId, name: "spans" } });
  ({ token } = answer.body);
  server = await serveOnLoopback(async (request, response) => {
    const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]);
    const answered = await POST(
      new Request(`http://x${request.url ?? ""}`, { method: "POST", headers, body: await buffer(request) }),
    );
    response.writeHead(answered.status, Object.fromEntries(answered.headers));
    response.end(Buffer.from(await answered.arrayBuffer()));
  });
  url = `${server.url}/otlp/v1/traces`;
});

afterAll(async () => {
  await server.close();
  await api.close();
});

const attributes = {
  "http.route": "/pay",
  count: 3,
  share: 0.5,
  big: 9_007_199_254_740_991,
  isNew: true,
  tags: ["a", "b"],
};

/** A client's and a server's span with everything that spans can have. @returns the id of their trace */
async function send(exporter: SpanExporter): Promise<string> {
  const resource = resourceFromAttributes({ "service.name": "checkout", "service.version": "1.2.3" });
  const provider = new BasicTracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer("test");
  const outer = tracer.startSpan("POST /pay", { kind: SpanKind.SERVER, attributes });
  const inner = tracer.startSpan(
    "ask the model",
    { kind: SpanKind.CLIENT, links: [{ context: outer.spanContext(), attributes: { why: "test" } }] },
    traceApi.setSpan(context.active(), outer),
  );
  inner.addEvent("first token", { index: 1 });
  inner.setStatus({ code: SpanStatusCode.ERROR, message: "too late" });
  inner.end();
  outer.end();
  await provider.forceFlush();
  await provider.shutdown();
  return outer.spanContext().traceId;
}

const authorization = () => ({ authorization: `Bearer ${token}` });
const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) =>
  fetch(url, { method: "POST", body, headers });

describe("the OTLP receiver", () => {
  it.each<[string, () => SpanExporter]>([
    ["protobuf", () => new ProtobufExporter({ url, headers: authorization() })],
    ["JSON", () => new JsonExporter({ url, headers: authorization() })],
  ])("takes what the real exporter sends as %s", async (_name, createExporter) => {
    const traceId = await send(createExporter());
    const spans = await listStoredSpans(api.db, projectId, traceId);
    const outer = spans.find((span) => span.kind === "server");
    const inner = spans.find((span) => span.kind === "client");
    expect(outer).toMatchObject({
      name: "POST /pay",
      kind: "server",
      service: "checkout",
      parent_span_id: null,
      status: "unset",
      attributes,
      resource: { "service.version": "1.2.3" },
    });
    expect(inner).toMatchObject({
      name: "ask the model",
      kind: "client",
      parent_span_id: outer?.span_id,
      status: "error",
      status_message: "too late",
      events: [{ name: "first token", attributes: { index: 1 } }],
      links: [{ trace_id: traceId, span_id: outer?.span_id, attributes: { why: "test" } }],
    });
    expect(BigInt(inner?.end_ns ?? 0)).toBeGreaterThanOrEqual(BigInt(inner?.start_ns ?? 0));
  });

  it("takes spans again without doubling them, and says which it could not use", async () => {
    const one = {
      traceId: "a".repeat(32),
      spanId: "b".repeat(16),
      name: "x\u0000y",
      startTimeUnixNano: "1",
      endTimeUnixNano: "2",
    };
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [one, one, { name: "no id" }] }] }] });
    for (let round = 0; round < 2; round++) {
      const answer = await post(body, { ...authorization(), "content-type": "application/json" });
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ partialSuccess: { rejectedSpans: "1" } });
    }
    const gzipped = { ...authorization(), "content-type": "application/json", "content-encoding": "gzip" };
    expect((await post(new Uint8Array(gzipSync(body)), gzipped)).status).toBe(200);
    const stored = await listStoredSpans(api.db, projectId, one.traceId);
    expect(stored.map((span) => span.name)).toEqual(["x\ufffdy"]);
    expect(await listStoredSpans(api.db, createUuidV7(1), one.traceId)).toEqual([]);
  });

  it("refuses strangers, other formats and garbage, each in its way", async () => {
    const json = { "content-type": "application/json" };
    expect((await post("{}", json)).status).toBe(401);
    expect((await post("{}", { ...json, authorization: "Bearer dfr_nope" })).status).toBe(401);
    expect((await post("x", { ...authorization(), "content-type": "text/plain" })).status).toBe(415);
    expect((await post("{", { ...authorization(), ...json })).status).toBe(400);
    const protobuf = { ...authorization(), "content-type": "application/x-protobuf" };
    expect((await post(new Uint8Array([0x0a, 0xff, 0xff]), protobuf)).status).toBe(400);
    expect((await post("x", { ...protobuf, "content-encoding": "gzip" })).status).toBe(400);
    expect((await post("{}", { ...authorization(), ...json })).status).toBe(200);
  });
});
