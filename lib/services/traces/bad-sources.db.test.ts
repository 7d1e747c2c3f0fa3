/** What the page of a call gets when the trace store is away, slow, full or somebody else: always the call's own spans, and why. */
import { createServer, type RequestListener } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildEnd } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import { listenOnLoopback } from "@/lib/testing/listen-on-loopback";
import { openTestDatabase } from "@/lib/testing/open-test-database";
import { storeCalls } from "@/lib/testing/store-calls";
import { createTempoSource } from "@/lib/traces/create-tempo-source";
import { getCallTrace } from "./get-call-trace";

const { db, pool, close } = await openTestDatabase();
let callId: string;

beforeAll(async () => {
  const { record } = buildEnd();
  await storeCalls(pool, [assembleCall(record, {})]);
  callId = record.call_id;
});

afterAll(close);

const opened: (() => void)[] = [];
afterEach(() => {
  for (const close of opened.splice(0)) close();
});

async function look(answer: RequestListener | null, sources: "all" | "patient" = "all") {
  const server = createServer(answer ?? (() => undefined));
  const port = answer === null ? 1 : await listenOnLoopback(server);
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const source = createTempoSource({ baseUrl: `http://127.0.0.1:${String(port)}` });
  return getCallTrace({ db, spanSources: [source], serviceName: "diffract", now: Date.now }, callId, { sources });
}

const piece = Buffer.alloc(1_048_576, 0x20);
const send =
  (type: string, text: string, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { "content-type": type }).end(text);
  };

/** Fifty megabytes of valid JSON, as fast as they are taken. */
const answerHuge: RequestListener = (_request, response) => {
  response.on("error", () => undefined);
  response.writeHead(200, { "content-type": "application/json" });
  let left = 50;
  const write = (): void => {
    while (left-- > 0 && !response.destroyed && response.write(piece));
    if (response.destroyed) return;
    if (left > 0) response.once("drain", write);
    else response.end("{}");
  };
  write();
};

describe("the trace of a call, whatever the store does", () => {
  it.each<[string, RequestListener | null, RegExp]>([
    ["is not there", null, /could not be reached \(ECONNREFUSED\)/],
    ["never answers", () => undefined, /did not answer/],
    [
      "begins to answer and stops",
      (_request, response) => {
        response.writeHead(200, { "content-type": "application/json" }).write('{"trace":');
      },
      /did not answer/,
    ],
    ["answers garbage", send("application/json", '{"trace": [}'), /not JSON/],
    [
      "answers a web page with 200",
      send("text/html", "<!doctype html><title>Sign in</title>"),
      /web page instead of a trace/,
    ],
    ["answers 50 MB", answerHuge, /larger than 32 MB|did not answer/],
    ["fails", send("text/plain", "boom", 500), /status 500/],
    ["wants a tenant", send("text/plain", "no org id", 401), /refused the credentials \(401\)/],
  ])("shows the gateway's own spans and says so when the store %s", async (_name, answer, message) => {
    const trace = await look(answer);
    expect(trace).toMatchObject({ source: "timings", status: "unavailable" });
    expect(trace.message).toMatch(message);
    expect(trace.message).toContain("the gateway's own timings");
    expect(trace.spans.length).toBeGreaterThan(3);
  });

  it("waits for a slow store where it is asked without hurry", async () => {
    const startLate = (): RequestListener => {
      let waitMs = 2_600;
      return (request, response) => {
        setTimeout(send("application/json", '{"trace":{}}'), waitMs, request, response);
        waitMs = 0;
      };
    };
    const [quick, patient] = await Promise.all([look(startLate()), look(startLate(), "patient")]);
    expect(quick.status).toBe("unavailable");
    expect(patient.status).not.toBe("unavailable");
    expect(patient.message).toMatch(/does not know this trace|not in Tempo yet/);
  });
});
