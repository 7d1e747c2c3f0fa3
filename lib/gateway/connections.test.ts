/** What the record says of the way to upstream, and what upstream learns of the trace. */
import { afterEach, describe, expect, it } from "vitest";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import type { ProjectConfig } from "@/lib/core/contracts/configuration";
import type { TraceSpan } from "@/lib/core/contracts/trace";
import { buildCallSpans } from "@/lib/core/traces/build-call-spans";
import { startFakeUpstream } from "@/lib/testing/fake-upstream";
import { buildUpstream } from "@/lib/testing/fixed-directory";
import { startProjectGateway } from "@/lib/testing/start-project-gateway";

const body = '{"model":"m","messages":[{"role":"user","content":"Say hello"}]}';
const policies: ProjectConfig["policies"] = [
  {
    id: "01900000-0000-7000-8000-00000000000b",
    policy: "replace-text",
    name: "Replace",
    version: 1,
    onFailure: "closed",
    config: { pairs: [{ from: "hello", to: "goodbye" }], where: "both" },
  },
];
const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function open(project: Partial<ProjectConfig>) {
  const upstream = await startFakeUpstream((response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end('{"choices":[{"message":{"content":"hello"}}]}');
    return Promise.resolve();
  });
  const gateway = await startProjectGateway({ upstreams: [buildUpstream({ baseUrl: upstream.url })], ...project });
  opened.push(gateway, upstream);
  const call = async (headers: Record<string, string> = {}): Promise<CallEndRecord> => {
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json", ...headers },
    });
    await response.arrayBuffer();
    return gateway.recorder.waitForEnd(response.headers.get("x-diffract-call-id") ?? "");
  };
  const header = (name: string): string | undefined => {
    const headers = upstream.seen.at(-1)?.headers ?? [];
    return headers[headers.findIndex((one) => one.toLowerCase() === name) + 1];
  };
  return { call, header, upstream };
}

/** @throws when there is no such span */
function pick(spans: readonly TraceSpan[], isIt: (span: TraceSpan) => boolean): TraceSpan {
  const span = spans.find(isIt);
  if (span === undefined) throw new Error("There is no such span.");
  return span;
}

function spansOf(record: CallEndRecord) {
  const { call_id: callId, span_id: spanId, parent_span_id: parentSpanId, started_at: startedAtMs } = record;
  const others = { modelAnswered: null, projectName: null, tokenName: null, sessionId: null, usage: null };
  const { is_streaming: isStreaming, upstream_url: upstreamUrl } = record;
  const call = { ...record, ...others, callId, spanId, parentSpanId, startedAtMs, isStreaming, upstreamUrl };
  return buildCallSpans(call, "diffract");
}

describe("the way to upstream", () => {
  it("is noted in order where a connection was opened, and left out where one was used again", async () => {
    const { call } = await open({});
    const { timings: first } = await call();
    const order = [first.upstream_start, first.connect_start, first.connect_tcp, first.upstream_sent, first.ended];
    expect(order).not.toContain(undefined);
    expect(order).toEqual([...order].sort((left, right) => (left ?? 0) - (right ?? 0)));
    const second = await call();
    expect(second.timings.upstream_sent).toBeDefined();
    expect(second.timings.connect_start).toBeUndefined();
    const upstreamSpan = spansOf(second).find(({ kind }) => kind === "client");
    expect(upstreamSpan?.attributes["diffract.connection"]).toBe("reused");
  });

  it("becomes spans below the request's, with policies where they ran", async () => {
    const { call } = await open({ policies });
    const spans = spansOf(await call());
    const request = pick(spans, ({ kind }) => kind === "client");
    const connect = pick(spans, ({ name }) => name === "connect");
    expect(request.attributes["diffract.connection"]).toBe("new");
    expect(connect.parent_span_id).toBe(request.span_id);
    expect(pick(spans, ({ name }) => name === "open connection").parent_span_id).toBe(connect.span_id);
    const [before = request, after = connect] = spans.filter(({ name }) => name === "policy Replace");
    expect(BigInt(before.end_ns) <= BigInt(request.start_ns)).toBe(true);
    expect(BigInt(after.start_ns) >= BigInt(request.start_ns)).toBe(true);
    expect(before.attributes).not.toHaveProperty("diffract.start_is_estimated");
  });

  it("says so when no connection could be had", async () => {
    const { call } = await open({ upstreams: [buildUpstream({ baseUrl: "http://127.0.0.1:1" })] });
    const record = await call();
    expect(record.timings.connect_start).toBeDefined();
    expect(record.timings.upstream_sent).toBeUndefined();
    expect(spansOf(record).find(({ name }) => name === "connect")?.status).toBe("error");
  });
});

describe("the trace that upstream sees", () => {
  it("goes on below the request's span, with the caller's decision and state, where the project says so", async () => {
    const { call, header } = await open({ forwardsTrace: true });
    const record = await call({ traceparent: parent, tracestate: "vendor=1" });
    expect(record).toMatchObject({ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736", parent_sampled: false });
    const request = spansOf(record).find(({ kind }) => kind === "client");
    expect(header("traceparent")).toBe(`00-${record.trace_id}-${String(request?.span_id)}-00`);
    expect(header("tracestate")).toBe("vendor=1");
  });

  it("begins here when the caller has none or a broken one, without its state", async () => {
    const { call, header, upstream } = await open({ forwardsTrace: true });
    const record = await call({ traceparent: "00-zz-1-01", tracestate: "vendor=1" });
    expect(record.parent_sampled).toBeUndefined();
    expect(header("traceparent")).toMatch(new RegExp(`^00-${record.trace_id}-[0-9a-f]{16}-01$`));
    expect(upstream.seen.at(-1)?.headers).not.toContain("tracestate");
  });
});
