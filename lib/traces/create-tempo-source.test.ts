import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { TraceQuestion } from "@/lib/core/contracts/span-source";
import { createGrafanaSource, createTempoSource } from "./create-tempo-source";

const callId = "019aa5f0-1111-7222-8333-444455556666";
const traceId = "8d3aa8860ad4bbf23984af225b60517c";
const question: TraceQuestion = { traceId, callId, fromMs: 1_795_242_745_923, toMs: 1_795_242_746_500 };

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const open: { close: () => void }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function serve(answer: Answer): Promise<{ baseUrl: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { baseUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, asked };
}

const json =
  (body: unknown, status = 200): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

const text =
  (body: string, status: number): Answer =>
  (_request, response) => {
    response.writeHead(status, { "content-type": "text/plain" }).end(body);
  };

const span = { traceId, spanId: "1111111111111111", name: "one", startTimeUnixNano: "1", endTimeUnixNano: "2" };
const trace = { trace: { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] } };

async function ask(answer: Answer) {
  const { baseUrl, asked } = await serve(answer);
  return { found: await createTempoSource({ baseUrl }).find(question), asked };
}

describe("a Tempo source", () => {
  it("asks by id, in a range around the call", async () => {
    const { found, asked } = await ask(json(trace));
    expect(found).toMatchObject({ status: "found", spans: [{ span_id: "1111111111111111" }], message: null });
    expect(asked).toEqual([`/api/v2/traces/${traceId}?start=1795241845&end=1795243647`]);
  });

  it("takes the first version of the endpoint where there is no second, and remembers", async () => {
    const { baseUrl, asked } = await serve((request, response) => {
      const isSecond = request.url?.startsWith("/api/v2/") ?? false;
      (isSecond ? text("404 page not found", 404) : json({ batches: trace.trace.resourceSpans }))(request, response);
    });
    const source = createTempoSource({ baseUrl });
    expect((await source.find(question)).status).toBe("found");
    expect((await source.find(question)).status).toBe("found");
    expect(asked.map((url) => url.split("/traces")[0])).toEqual(["/api/v2", "/api", "/api"]);
  });

  it("looks for the call when the trace id leads nowhere", async () => {
    const { found, asked } = await ask((request, response) => {
      const url = request.url ?? "";
      if (url.startsWith("/api/search")) json({ traces: [{ traceID: "75c301845006ad1b" }] })(request, response);
      else if (url.includes("000000000000000075c301845006ad1b"))
        json({ trace: { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, traceId: "75c301845006ad1b" }] }] }] } })(
          request,
          response,
        );
      else json({ trace: {} })(request, response);
    });
    expect(found).toMatchObject({ status: "found", spans: [{ name: "one" }] });
    const search = new URL(asked.find((url) => url.startsWith("/api/search")) ?? "", "http://x").searchParams;
    expect(search.get("q")).toBe(`{ span.diffract.call.id = "${callId}" }`);
  });

  it("tells what is missing from what is not known", async () => {
    expect((await ask(json({ trace: {}, metrics: {} }))).found.status).toBe("missing");
    expect((await ask(text("", 404))).found.status).toBe("missing");
    const partial = await ask(json({ ...trace, status: "PARTIAL", message: "too big" }));
    expect(partial.found).toMatchObject({ status: "partial", message: "too big" });
    expect((await ask(text("trace too large", 422))).found.status).toBe("partial");
    for (const status of [301, 400, 401, 403, 429, 500, 502, 503])
      expect((await ask(text("no", status))).found.status).toBe("unavailable");
  });

  it("says what to do about web pages, garbage and silence", async () => {
    const page = await ask((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><script>alert(1)</script>");
    });
    expect(page.found).toMatchObject({ status: "unavailable" });
    expect(page.found.message).toContain("web page instead of a trace");
    expect((await ask(text("{", 200))).found.message).toContain("not JSON");
    const nobody = createTempoSource({ baseUrl: "http://127.0.0.1:1" });
    expect(await nobody.find(question)).toMatchObject({ status: "unavailable" });
    const metadata = await createTempoSource({ baseUrl: "http://169.254.169.254" }).find(question);
    expect(metadata.status).toBe("unavailable");
    expect(metadata.message).toContain("can only be a mistake");
  });

  it("does not read answers without end", async () => {
    const { found } = await ask((_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const piece = Buffer.alloc(1_048_576, 32);
      const write = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once("drain", write);
      };
      write();
    });
    expect(found.status).toBe("unavailable");
    expect(found.message).toMatch(/larger than|did not answer within/);
  });

  it("ignores spans of other traces", async () => {
    const other = { ...span, traceId: "2".repeat(32) };
    const { found } = await ask(json({ trace: { resourceSpans: [{ scopeSpans: [{ spans: [span, other] }] }] } }));
    expect(found.spans).toHaveLength(1);
  });
});

describe("Tempo through Grafana", () => {
  it("asks the data source's proxy with the token, and links to Explore", async () => {
    let authorization: string | undefined;
    const { baseUrl, asked } = await serve((request, response) => {
      authorization = request.headers.authorization;
      json(trace)(request, response);
    });
    const source = createGrafanaSource({ baseUrl: `${baseUrl}/`, token: "glsa_x", uid: "my tempo/../" });
    expect((await source.find(question)).status).toBe("found");
    expect(authorization).toBe("Bearer glsa_x");
    expect(asked[0]).toMatch(/^\/api\/datasources\/proxy\/uid\/my%20tempo%2F\.\.%2F\/api\/v2\/traces\//);
    const link = new URL(source.link(question) ?? "");
    const panes = JSON.parse(link.searchParams.get("panes") ?? "") as { t: { queries: { query: string }[] } };
    expect(panes.t.queries[0]?.query).toBe(traceId);
    expect(link.href).not.toContain("glsa_x");
  });
});

const samples = join(process.cwd(), "..", "shared", "data", "tempo");
const versions = existsSync(samples) ? readdirSync(samples).filter((name) => /^v[\d.]+$/.test(name)) : [];

describe.each(versions)("what a real Tempo %s answered", (version) => {
  it("is read as a whole", async () => {
    const folder = join(samples, version);
    const has = (name: string): boolean => existsSync(join(folder, name));
    const { found } = await ask((request, response) => {
      const isSecond = request.url?.startsWith("/api/v2/") ?? false;
      const name = isSecond ? "trace-v2-full.json" : "trace-v1-full.json";
      if (!has(name)) {
        text("404 page not found", 404)(request, response);
        return;
      }
      // The samples differ in their ids, which are those of their pushes.
      const sample = readFileSync(join(folder, name), "utf8");
      const pushed = readFileSync(join(folder, "push-full-0.request.json"), "utf8");
      const theirs = /"traceId": ?"([0-9a-f]{32})"/.exec(pushed)?.[1] ?? "";
      const spelled = (id: string): string => Buffer.from(id, "hex").toString("base64");
      response.writeHead(200).end(sample.replaceAll(spelled(theirs), spelled(traceId)));
    });
    expect(found.status).toBe("found");
    expect(found.spans.length).toBeGreaterThan(2);
  });
});
