/**
 * What every adapter of the gateway must do. Runs against the Node adapter, the Web adapter and, end to end, the Next route
 * handlers; nothing about a call may differ but its cost.
 */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mintToken } from "@/lib/core/ids/token-format";
import type { FakeUpstream } from "./fake-upstream";
import type { CallRecords } from "./call-records";
import { buildChatChunk, startScenarioUpstream } from "./scenario-upstream";
import { send, type Reply } from "./send-http";

/** A gateway under test: how it is reached, with which tokens, and what it has recorded. */
export interface GatewayUnderTest {
  readonly url: string;
  /** Of a project in order (`limited`: for `limitedRequests` calls), of one switched off, of one without its upstream. */
  readonly tokens: Readonly<Record<"good" | "limited" | "idle" | "unreachable", string>>;
  readonly records: CallRecords;
  readonly close: () => Promise<void>;
}

/** Credentials that the good project must use, so that the suite can look for them where they may not be. */
export const testCredentials = { openai: "sk-real-openai", anthropic: "sk-ant-real-anthropic" } as const;

/** How many requests the limited token may make. */
export const limitedRequests = 5;

/**
 * Registers the suite.
 * @param name which way in this is
 * @param start makes projects whose upstreams are at `upstreamUrl`
 */
export function describeGateway(name: string, start: (upstreamUrl: string) => Promise<GatewayUnderTest>): void {
  describe(`gateway through ${name}`, () => {
    let upstream: FakeUpstream;
    let gateway: GatewayUnderTest;

    const auth = (): Record<string, string> => ({ authorization: `Bearer ${gateway.tokens.good}` });
    const callId = (reply: Reply): string => String(reply.headers["x-diffract-call-id"]);

    beforeAll(async () => {
      upstream = await startScenarioUpstream();
      gateway = await start(upstream.url);
    });

    afterAll(async () => {
      await gateway.close();
      await upstream.close();
    });

    it("forwards a call and answers with upstream's bytes, status and headers", async () => {
      const body = '{"model":"m",   "messages":[{"role":"user","content":"h\\u00e9"}], "temperature":1.0}';
      const reply = await send(gateway.url, {
        headers: { ...auth(), "openai-beta": "x=1" },
        body,
        path: "/v1/chat/completions?a=b%20c",
      });
      expect(reply.status).toBe(200);
      expect(reply.body.toString()).toBe(`{ "id":"x",  "echo" : ${String(Buffer.byteLength(body))}, "n": 1.0 }`);
      expect(reply.headers["x-request-id"]).toBe("req_2");
      expect(reply.headers["set-cookie"]).toBeUndefined();
      const seen = upstream.seen.at(-1);
      expect(seen?.body.toString()).toBe(body);
      expect(seen?.url).toBe("/v1/chat/completions?a=b%20c");
      expect(seen?.headers.join("\n")).toContain("x=1");
    });

    it("swaps the gateway's token for the upstream's credential, in either header form", async () => {
      const reply = await send(gateway.url, {
        path: "/v1/messages",
        headers: { "x-api-key": gateway.tokens.good, "anthropic-version": "2023-06-01" },
      });
      expect(reply.status).toBe(200);
      const headers = upstream.seen.at(-1)?.headers.join("\n") ?? "";
      expect(headers).toContain(testCredentials.anthropic);
      expect(headers).not.toContain(gateway.tokens.good);
      expect(headers).toContain("2023-06-01");
    });

    it("names the call on every response and records it", async () => {
      const reply = await send(gateway.url, { headers: auth() });
      expect(callId(reply)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(reply.headers["x-diffract-trace-id"]).toMatch(/^[0-9a-f]{32}$/);
      expect(reply.headers["x-diffract-policy"]).toBe("unchanged");
      expect(reply.headers["server-timing"]).toMatch(/^gw;dur=\d+\.\d+$/);
      const record = await gateway.records.waitForEnd(callId(reply));
      expect(record).toMatchObject({
        state: "completed",
        status: 200,
        model: "m",
        endpoint: "chat.completions",
        dialect: "openai",
      });
      expect((await gateway.records.bytesOf(callId(reply), "client_response")).equals(reply.body)).toBe(true);
      expect(JSON.stringify(record)).not.toContain(gateway.tokens.good);
      expect(JSON.stringify(record)).not.toContain(testCredentials.openai);
    });

    it("continues an inbound trace and keeps it from upstream", async () => {
      const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
      const reply = await send(gateway.url, { headers: { ...auth(), traceparent } });
      expect(reply.headers["x-diffract-trace-id"]).toBe("4bf92f3577b34da6a3ce929d0e0e4736");
      expect(upstream.seen.at(-1)?.headers.map((part) => part.toLowerCase())).not.toContain("traceparent");
    });

    it("streams as upstream streams, byte for byte, before upstream is done", async () => {
      const startedAt = Date.now();
      let firstAt = 0;
      const reply = await new Promise<Reply>((resolve, reject) => {
        const target = new URL(gateway.url);
        const outgoing = httpRequest(
          {
            host: target.hostname,
            port: target.port,
            method: "POST",
            path: "/v1/chat/completions?mode=stream&count=5&delay=60",
            headers: { ...auth(), "content-type": "application/json" },
          },
          (response) => {
            const parts: Buffer[] = [];
            response.on("data", (part: Buffer) => {
              if (firstAt === 0) firstAt = Date.now() - startedAt;
              parts.push(part);
            });
            response.on("end", () => {
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: Buffer.concat(parts),
                isComplete: response.complete,
              });
            });
          },
        );
        outgoing.on("error", reject);
        outgoing.end('{"model":"m","stream":true}');
      });
      const totalMs = Date.now() - startedAt;
      expect(reply.body.toString()).toBe(
        [0, 1, 2, 3, 4].map((index) => buildChatChunk(`word${String(index)} `)).join("") + "data: [DONE]\n\n",
      );
      expect(firstAt).toBeLessThan(totalMs / 2);
      const record = await gateway.records.waitForEnd(callId(reply));
      expect(record.is_streaming).toBe(true);
      expect((await gateway.records.bytesOf(callId(reply), "upstream_response")).equals(reply.body)).toBe(true);
      expect(await gateway.records.countMarks(callId(reply))).toBeGreaterThan(1);
    });

    it("closes upstream within 250 ms when the client leaves in the middle of a stream", async () => {
      const reply = await send(gateway.url, {
        headers: auth(),
        path: "/v1/chat/completions?mode=stream&count=1000&delay=10",
        abortAfterBytes: 10,
      }).catch(() => null);
      const leftAt = Date.now();
      const seen = upstream.seen.at(-1);
      while (seen?.closedAt === null && Date.now() - leftAt < 2000)
        await new Promise((resolve) => setTimeout(resolve, 5));
      expect((seen?.closedAt ?? Infinity) - leftAt).toBeLessThanOrEqual(250);
      if (reply !== null) expect((await gateway.records.waitForEnd(callId(reply))).state).toBe("client_aborted");
    });

    it("closes upstream within 250 ms when the client leaves before the answer", async () => {
      const target = new URL(gateway.url);
      const before = upstream.seen.length;
      const outgoing = httpRequest({
        host: target.hostname,
        port: target.port,
        method: "POST",
        path: "/v1/chat/completions?mode=never",
        headers: { ...auth(), "content-type": "application/json" },
      });
      outgoing.on("error", () => undefined);
      outgoing.end('{"model":"never"}');
      while (upstream.seen.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
      outgoing.destroy();
      const leftAt = Date.now();
      const seen = upstream.seen.at(-1);
      while (seen?.closedAt === null && Date.now() - leftAt < 2000)
        await new Promise((resolve) => setTimeout(resolve, 5));
      expect((seen?.closedAt ?? Infinity) - leftAt).toBeLessThanOrEqual(250);
      expect((await gateway.records.waitForModel("never")).state).toBe("client_aborted");
    });

    it("does not read ahead of a client that does not read", async () => {
      const target = new URL(gateway.url);
      const paused = await new Promise<IncomingMessage>((resolve, reject) => {
        const outgoing = httpRequest(
          { host: target.hostname, port: target.port, method: "POST", path: "/v1/files?mode=big", headers: auth() },
          resolve,
        );
        outgoing.on("error", reject);
        outgoing.end();
      });
      await new Promise((resolve) => setTimeout(resolve, 400));
      const id = String(paused.headers["x-diffract-call-id"]);
      expect(await gateway.records.hasEnded(id)).toBe(false);
      paused.destroy();
      const record = await gateway.records.waitForEnd(id);
      expect(record.bodies.find((body) => body.side === "upstream_response")?.size).toBeLessThanOrEqual(
        16 * 1024 * 1024,
      );
    });

    it("passes refusals of upstream on, with what says when to retry", async () => {
      const reply = await send(gateway.url, { headers: auth(), path: "/v1/chat/completions?mode=limited" });
      expect(reply.status).toBe(429);
      expect(reply.headers["retry-after"]).toBe("7");
      expect(reply.headers["x-ratelimit-remaining-requests"]).toBe("0");
      expect(reply.body.toString()).toBe('{"error":{"message":"slow down"} }');
    });

    it("returns redirects instead of following them", async () => {
      const reply = await send(gateway.url, { headers: auth(), path: "/v1/models?mode=redirect", method: "GET" });
      expect(reply.status).toBe(307);
    });

    it("cuts the client off when upstream breaks off, and never makes up an ending", async () => {
      const reply = await send(gateway.url, { headers: auth(), path: "/v1/chat/completions?mode=cut" });
      expect(reply.isComplete).toBe(false);
      expect(reply.body.toString()).toBe(buildChatChunk("half an ans"));
      expect((await gateway.records.waitForEnd(callId(reply))).state).toBe("upstream_truncated");
    });

    it("carries bodies up to the limit whole and refuses larger ones", async () => {
      const large = Buffer.alloc(49 * 1024 * 1024, 97);
      const reply = await send(gateway.url, {
        headers: { ...auth(), "content-type": "application/octet-stream" },
        body: large,
        path: "/v1/files",
      });
      expect(reply.status).toBe(200);
      expect(upstream.seen.at(-1)?.body.equals(large)).toBe(true);
      const before = upstream.seen.length;
      const refused = await send(gateway.url, { headers: auth(), body: Buffer.alloc(51 * 1024 * 1024) }).catch(
        () => null,
      );
      if (refused !== null) expect(refused.status).toBe(413);
      expect(upstream.seen.length).toBe(before);
    }, 30_000);

    it.each([
      ["no token", {}, 401, "missing_token"],
      ["junk", { authorization: "Bearer %%" }, 401, "invalid_token"],
      ["an unknown token", { authorization: `Bearer ${mintToken().token}` }, 401, "invalid_token"],
    ])("refuses %s in the caller's dialect without asking upstream", async (_case, headers, status, code) => {
      const before = upstream.seen.length;
      const openai = await send(gateway.url, { headers });
      expect(openai.status).toBe(status);
      expect(JSON.parse(openai.body.toString())).toMatchObject({ error: { code, param: null } });
      const anthropic = await send(gateway.url, { path: "/v1/messages", headers });
      expect(JSON.parse(anthropic.body.toString())).toMatchObject({
        type: "error",
        error: { type: "authentication_error" },
      });
      expect(anthropic.headers["x-diffract-error"]).toBe(code);
      expect(openai.headers["x-should-retry"]).toBe("false");
      expect(upstream.seen.length).toBe(before);
    });

    it("refuses calls of an inactive project", async () => {
      const reply = await send(gateway.url, { headers: { authorization: `Bearer ${gateway.tokens.idle}` } });
      expect(reply.status).toBe(403);
      expect(reply.headers["x-diffract-error"]).toBe("project_inactive");
    });

    it("lets a limited token make as many calls as it may, and refuses the rest in the caller's dialect", async () => {
      const before = upstream.seen.length;
      const headers = { authorization: `Bearer ${gateway.tokens.limited}` };
      const replies = await Promise.all(Array.from({ length: 12 }, () => send(gateway.url, { headers })));
      const refused = replies.filter((reply) => reply.status === 429);
      expect(replies.filter((reply) => reply.status === 200)).toHaveLength(limitedRequests);
      expect(refused).toHaveLength(12 - limitedRequests);
      for (const { headers: sent, body } of refused) {
        expect(sent).toMatchObject({ "x-should-retry": "false", "x-diffract-error": "token_exhausted" });
        expect(Number(sent["retry-after"])).toBeGreaterThan(0);
        expect(JSON.parse(body.toString())).toMatchObject({
          error: { code: "token_exhausted", type: "insufficient_quota", param: null },
        });
      }
      const anthropic = await send(gateway.url, { path: "/v1/messages", headers });
      expect(anthropic.status).toBe(429);
      expect(JSON.parse(anthropic.body.toString())).toMatchObject({ error: { type: "rate_limit_error" } });
      expect(upstream.seen.length).toBe(before + limitedRequests);
      const record = await gateway.records.waitForEnd(callId(anthropic));
      expect(record).toMatchObject({ state: "rejected", reason: "token_exhausted", status: 429 });
    });

    it("says 502 without an address when upstream cannot be reached", async () => {
      const reply = await send(gateway.url, { headers: { authorization: `Bearer ${gateway.tokens.unreachable}` } });
      expect(reply.status).toBe(502);
      expect(reply.body.toString()).not.toContain("127.0.0.1");
      expect((await gateway.records.waitForEnd(callId(reply))).state).toBe("upstream_error");
    });

    it("never lets a path leave the upstream's base path", async () => {
      for (const path of ["/v1/a/%2e%2e/b", "/v1/%zz", "/v1/a%2fb", "/v1/a/../../x"]) {
        const before = upstream.seen.length;
        const reply = await send(gateway.url, { headers: auth(), path, method: "GET" });
        // Web requests arrive with dot segments resolved already; what is left of the path must still be below /v1.
        const forwarded = upstream.seen.slice(before).map((seen) => seen.url);
        if (forwarded.length === 0) expect([400, 404]).toContain(reply.status);
        for (const url of forwarded) expect(url).toMatch(/^\/v1\/[a-z]+$/);
      }
    });

    it("answers 502 when a whole answer breaks off, instead of half of it", async () => {
      const reply = await send(gateway.url, { headers: auth(), path: "/v1/chat/completions?mode=cutJson" });
      expect(reply.status).toBe(502);
      expect(reply.headers["x-diffract-error"]).toBe("upstream_truncated");
      const record = await gateway.records.waitForEnd(callId(reply));
      expect(record.state).toBe("upstream_truncated");
      expect((await gateway.records.bytesOf(callId(reply), "upstream_response")).toString()).toBe('{"id":');
    });
  });
}
