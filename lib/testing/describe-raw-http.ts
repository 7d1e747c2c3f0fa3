/** The corpus of hand-written requests, against whatever listens on a port. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayUnderTest } from "./describe-gateway";
import type { FakeUpstream } from "./fake-upstream";
import { RawConnection, type RawAnswer } from "./raw-connection";
import { callHead, goodCall, rawCases, type RawCase } from "./raw-http-cases";
import { startScenarioUpstream } from "./scenario-upstream";

const body = '{"model":"m","messages":[]}';

function expectShape(answer: RawAnswer, { shape, code, status }: RawCase): void {
  const parsed = JSON.parse(answer.body) as Record<string, unknown>;
  expect(answer.headers["x-diffract-error"]).toBe(code);
  const call = /^[0-9a-f-]{36}$/;
  if (shape === "console") expect(parsed).toMatchObject({ error: { code } });
  else expect(answer.headers["x-diffract-call-id"]).toMatch(call);
  if (shape === "openai") expect(parsed).toMatchObject({ error: { code, param: null } });
  if (shape === "anthropic")
    expect(parsed).toMatchObject({ type: "error", request_id: expect.stringMatching(call) as unknown });
  if (status === 408) expect(answer.headers["x-should-retry"]).toBeUndefined();
  else if (shape !== "console") expect(answer.headers["x-should-retry"]).toBe("false");
}

/**
 * Registers the suite.
 * @param start makes projects whose upstreams are at `upstreamUrl`
 */
export function describeRawHttp(name: string, start: (upstreamUrl: string) => Promise<GatewayUnderTest>): void {
  describe(`raw HTTP to ${name}`, () => {
    let upstream: FakeUpstream;
    let gateway: GatewayUnderTest;
    const connections: RawConnection[] = [];
    const open = (): RawConnection => {
      const connection = new RawConnection(Number(new URL(gateway.url).port));
      connections.push(connection);
      return connection;
    };

    beforeAll(async () => {
      upstream = await startScenarioUpstream();
      gateway = await start(upstream.url);
    });
    afterAll(async () => {
      for (const connection of connections) connection.close();
      await gateway.close();
      await upstream.close();
    });

    it.each(rawCases)("$name: $status $code, then $after", async (one) => {
      const before = upstream.seen.length;
      const connection = open();
      connection.write(one.send(gateway.tokens.good));
      const answer = await connection.readAnswer();
      expect(answer?.status).toBe(one.status);
      if (answer === null) return;
      if (one.code !== null) expectShape(answer, one);
      if (one.after === "closed") expect(await connection.waitForClose()).toBe("");
      else {
        connection.write(goodCall(gateway.tokens.good));
        expect(await connection.readAnswer()).toMatchObject({ status: 200 });
      }
      expect(upstream.seen.length - before).toBe(one.upstream + (one.after === "open" ? 1 : 0));
      if (one.code === null || one.shape === "console") return;
      const record = await gateway.records.waitForEnd(answer.headers["x-diffract-call-id"] ?? "");
      expect(record).toMatchObject({ state: "rejected", reason: one.code, status: one.status, dialect: one.shape });
    });

    it("asks for the body only when it wants it", async () => {
      const refused = open();
      refused.write(callHead("nobody", "expect: 100-continue", `content-length: ${String(body.length)}`));
      expect((await refused.readAnswer())?.status).toBe(401);
      const served = open();
      served.write(callHead(gateway.tokens.good, "expect: 100-continue", `content-length: ${String(body.length)}`));
      expect((await served.readAnswer())?.status).toBe(100);
      served.write(body);
      expect((await served.readAnswer())?.status).toBe(200);
    });

    it("answers requests that are sent at once in their order, and a broken one after them", async () => {
      const before = upstream.seen.length;
      const connection = open();
      const call = goodCall(gateway.tokens.good);
      connection.write(
        `${call}${goodCall(gateway.tokens.good, undefined, `${body} `)}GET /v1/models HTTP/1.1\r\nbad header\r\n\r\n`,
      );
      const lengths = [await connection.readAnswer(), await connection.readAnswer()].map((answer) => answer?.body);
      expect(lengths).toEqual([expect.stringContaining('"echo" : 27'), expect.stringContaining('"echo" : 28')]);
      expect(await connection.readAnswer()).toMatchObject({
        status: 400,
        headers: { "x-diffract-error": "invalid_request", connection: "close" },
      });
      expect(await connection.waitForClose()).toBe("");
      expect(upstream.seen.length).toBe(before + 2);
    });

    it("never puts an error into the middle of an answer", async () => {
      const connection = open();
      connection.write(goodCall(gateway.tokens.good, "/v1/chat/completions?mode=stream&count=5&delay=40"));
      await expect.poll(() => upstream.seen.at(-1)?.url).toContain("count=5");
      connection.write("nonsense\r\n\r\n");
      const answer = await connection.readAnswer();
      expect(answer?.status).toBe(200);
      expect(answer?.body).toMatch(/data: \[DONE\]\n\n$/);
      expect((await connection.readAnswer())?.status).toBe(400);
    });

    it("takes a head that comes byte by byte for what it is", async () => {
      const connection = open();
      for (const byte of goodCall(gateway.tokens.good)) {
        connection.write(byte);
        await new Promise((resolve) => setImmediate(resolve));
      }
      expect((await connection.readAnswer())?.status).toBe(200);
    });
  });
}
