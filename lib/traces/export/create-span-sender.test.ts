import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { afterEach, describe, expect, it } from "vitest";
import type { TraceBatch } from "@/lib/core/traces/trace-batch";
import { startFakeCollector, type CollectorAnswer, type FakeCollector } from "@/lib/testing/fake-collector";
import { createSpanSender, type SendOutcome, type SenderOptions } from "./create-span-sender";
import { readRetryAfter } from "./read-retry-after";
import { isRefusedAddress } from "../refuse-address";

const traceId = "8d3aa8860ad4bbf23984af225b60517c";
const batch: TraceBatch = {
  resource: { "service.name": "diffract" },
  scope: { name: "diffract", version: "1" },
  traces: [
    {
      traceId,
      spans: [
        {
          span_id: "00f067aa0ba902b7",
          parent_span_id: null,
          name: "POST /v1/chat/completions",
          kind: "server",
          service: "diffract",
          start_ns: "1800000000000000000",
          end_ns: "1800000001000000000",
          status: "unset",
          attributes: { "http.response.status_code": 200 },
          events: [],
        },
      ],
    },
  ],
};

const opened: { close: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

async function send(
  answer?: CollectorAnswer,
  options: Partial<SenderOptions> = {},
): Promise<{ outcome: SendOutcome; collector: FakeCollector }> {
  const collector = await startFakeCollector(answer);
  const sender = createSpanSender({
    url: collector.url,
    headers: {},
    protocol: "http/protobuf",
    compression: "none",
    timeoutMs: 20_000,
    ...options,
  });
  opened.push(sender, collector);
  return { outcome: await sender.send(batch, new AbortController().signal), collector };
}

const status =
  (code: number, headers: Record<string, string> = {}, body = ""): CollectorAnswer =>
  (response) => {
    response.writeHead(code, headers).end(body);
    return true;
  };

describe("sending spans", () => {
  it.each([
    ["http/protobuf", "none"],
    ["http/protobuf", "gzip"],
    ["http/json", "none"],
    ["http/json", "gzip"],
  ] as const)("speaks %s with %s", async (protocol, compression) => {
    const { outcome, collector } = await send(undefined, { protocol, compression, headers: { "x-key": "k" } });
    expect(outcome).toEqual({ kind: "accepted", rejectedSpans: 0, message: null });
    expect(collector.taken).toMatchObject([{ trace_id: traceId, span_id: "00f067aa0ba902b7", kind: "server" }]);
    expect(collector.requests[0]?.headers["x-key"]).toBe("k");
  });

  it("reads how many spans were not taken, and does not send them again", async () => {
    const said = JSON.stringify({ partialSuccess: { rejectedSpans: "3", errorMessage: "too\u0007 big" } });
    const json = await send(status(200, { "content-type": "application/json" }, said));
    expect(json.outcome).toEqual({ kind: "accepted", rejectedSpans: 3, message: "too big" });
    const { outcome } = await send((response) => {
      response.writeHead(200, { "content-type": "application/x-protobuf" });
      // partial_success { rejected_spans: 2 error_message: "no" }
      response.end(Buffer.from("0a06080212026e6f", "hex"));
      return true;
    });
    expect(outcome).toEqual({ kind: "accepted", rejectedSpans: 2, message: "no" });
  });

  it("tries again after 429, 502, 503 and 504, when the collector says, and after nothing else", async () => {
    for (const code of [429, 502, 503, 504]) {
      const { outcome } = await send(status(code, { "retry-after": "7" }));
      expect(outcome).toMatchObject({ kind: "later", afterMs: 7000 });
    }
    expect((await send(status(503))).outcome).toMatchObject({ kind: "later", afterMs: null });
    for (const code of [301, 400, 401, 403, 404, 405, 500, 501])
      expect((await send(status(code, { location: "http://127.0.0.1:1/" }))).outcome.kind).toBe("refused");
    expect((await send(status(413))).outcome.kind).toBe("too-large");
  });

  it("shows why it was refused without what is secret", async () => {
    const { outcome } = await send(
      status(401, { "content-type": "application/json" }, JSON.stringify({ message: "bad key sekret-value" })),
      { headers: { authorization: "sekret-value" } },
    );
    expect(outcome).toEqual({ kind: "refused", message: "The collector answered 401: bad key ••••" });
  });

  it("gives up on collectors that do not answer, or are not there, and may try again", async () => {
    const silent = await send(() => true, { timeoutMs: 100 });
    expect(silent.outcome).toMatchObject({ kind: "later", message: "The collector did not answer within 0.1 s." });
    const away = await send(undefined, { url: "http://127.0.0.1:1/v1/traces" });
    expect(away.outcome).toMatchObject({
      kind: "later",
      message: "The collector could not be reached (ECONNREFUSED).",
    });
  });

  it("does not read an answer without end", async () => {
    const { outcome } = await send((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.on("error", () => undefined);
      const write = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, 32)));
        if (!response.destroyed) response.once("drain", write);
      };
      write();
      return true;
    });
    expect(outcome).toMatchObject({ kind: "accepted" });
  });

  it("connects to no address that can only be a mistake, whatever its name", async () => {
    for (const url of ["http://169.254.169.254/v1/traces", "http://[fe80::1]/v1/traces", "http://0.0.0.0:4318/"]) {
      const { outcome } = await send(undefined, { url });
      expect(outcome).toMatchObject({ kind: "later" });
      expect(outcome.kind === "later" ? outcome.message : "").toContain("can only be a mistake");
    }
  });

  it("looks at what a name means each time when it connects, and refuses one that has changed its mind", async () => {
    const meanings = ["127.0.0.1", "169.254.169.254"];
    const collector = await startFakeCollector((response) => {
      response.writeHead(200, { connection: "close" }).end();
      return true;
    });
    const sender = createSpanSender({
      url: collector.url.replace("127.0.0.1", "collector.example"),
      ...{ headers: {}, protocol: "http/json", compression: "none", timeoutMs: 20_000 },
      lookup: (_name, _options, callback) => {
        callback(null, [{ address: meanings.shift() ?? "", family: 4 }]);
      },
    });
    opened.push(sender, collector);
    const { signal } = new AbortController();
    expect(await sender.send(batch, signal)).toMatchObject({ kind: "accepted" });
    const second = await sender.send(batch, signal);
    expect(second.kind).toBe("later");
    expect(second.message).toContain("can only be a mistake");
    expect(collector.requests).toHaveLength(1);
  });
});

describe("sending spans over TLS", () => {
  const readPem = (name: string): string => readFileSync(`lib/testing/certificates/${name}.pem`, "utf8");
  const [ca, cert, key] = ["authority", "client", "client-key"].map(readPem);
  const server = { cert: readPem("collector"), key: readPem("collector-key") };

  async function sendOver(tls: ServerOptions | null, options: Partial<SenderOptions>, host = "127.0.0.1") {
    const collector = await startFakeCollector(undefined, tls);
    const url = collector.url.replace(/^http:/, "https:").replace("127.0.0.1", host);
    const sender = createSpanSender({
      ...{ url, headers: {}, protocol: "http/protobuf", compression: "gzip", timeoutMs: 20_000 },
      ...options,
    });
    opened.push(sender, collector);
    const outcome = await sender.send(batch, new AbortController().signal);
    return { outcome, taken: collector.taken.length };
  }

  it("trusts the authority that it is told, and nobody else", async () => {
    expect(await sendOver(server, { tls: { ca } })).toMatchObject({ outcome: { kind: "accepted" }, taken: 1 });
    const { outcome, taken } = await sendOver(server, {});
    expect([outcome.kind, taken]).toEqual(["later", 0]);
    expect(outcome.message).toMatch(/not trusted .* OTEL_EXPORTER_OTLP_CERTIFICATE/);
  });

  it("shows its certificate to collectors that ask for one", async () => {
    const asking = { ...server, ca, requestCert: true, rejectUnauthorized: true };
    expect(await sendOver(asking, { tls: { ca, cert, key } })).toMatchObject({
      outcome: { kind: "accepted" },
      taken: 1,
    });
    const without = await sendOver(asking, { tls: { ca } });
    expect([without.outcome.kind, without.taken]).toEqual(["later", 0]);
  });

  it("does not send to a collector with another's certificate, nor to one that speaks no TLS", async () => {
    const lookup: SenderOptions["lookup"] = (_name, _options, callback) => {
      callback(null, [{ address: "127.0.0.1", family: 4 }]);
    };
    const other = await sendOver(server, { tls: { ca }, lookup }, "other.example");
    expect(other.outcome.message).toMatch(/for another name/);
    const plain = await sendOver(null, { tls: { ca } });
    expect(plain.outcome.message).toMatch(/does not speak TLS/);
    expect(other.taken + plain.taken).toBe(0);
  });
});

describe("isRefusedAddress", () => {
  it("lets collectors be where they are", () => {
    for (const address of [
      "127.0.0.1",
      "10.1.2.3",
      "192.168.0.1",
      "::1",
      "fd00::1",
      "93.184.216.34",
      "::ffff:10.0.0.1",
    ])
      expect(isRefusedAddress(address), address).toBe(false);
    for (const address of [
      "169.254.169.254",
      "::ffff:169.254.169.254",
      "224.0.0.1",
      "255.255.255.255",
      "::",
      "ff02::1",
      "x",
    ])
      expect(isRefusedAddress(address), address).toBe(true);
  });
});

describe("readRetryAfter", () => {
  it("takes seconds and dates, and nothing else", () => {
    const now = Date.UTC(2026, 10, 21, 12, 0, 0);
    expect(readRetryAfter("120", now)).toBe(120_000);
    expect(readRetryAfter("Sat, 21 Nov 2026 12:00:30 GMT", now)).toBe(30_000);
    expect(readRetryAfter("Sat, 21 Nov 2026 11:00:30 GMT", now)).toBe(0);
    expect(readRetryAfter("999999999", now)).toBe(600_000);
    expect(readRetryAfter("soon", now)).toBeNull();
    expect(readRetryAfter(undefined, now)).toBeNull();
  });
});
