/** Bodies that clients compress: forwarded as they are, decoded where policies must read them, refused where they cannot be. */
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startFakeUpstream, type FakeUpstream, type SeenRequest } from "@/lib/testing/fake-upstream";
import { bindRedaction, buildUpstream } from "@/lib/testing/fixed-directory";
import { send, type Reply } from "@/lib/testing/send-http";
import { startProjectGateway, type ProjectGateway } from "@/lib/testing/start-project-gateway";

const limitBytes = 1024 * 1024;
const answer =
  '{"id":"chatcmpl-1","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"ok"}}]}';
const ask = (content: string): Buffer =>
  Buffer.from(JSON.stringify({ model: "gpt-5", messages: [{ role: "user", content }] }));

function readSeen(seen: SeenRequest | undefined): { body: Buffer; headers: Record<string, string> } {
  const pairs = (seen?.headers ?? []).flatMap((name, at, all) =>
    at % 2 === 0 ? [[name.toLowerCase(), all[at + 1] ?? ""] as const] : [],
  );
  return { body: seen?.body ?? Buffer.alloc(0), headers: Object.fromEntries(pairs) };
}

describe("an encoded request", () => {
  let upstream: FakeUpstream;
  let open: ProjectGateway;
  let guarded: ProjectGateway;

  beforeAll(async () => {
    upstream = await startFakeUpstream((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(answer);
    });
    const upstreams = (["openai", "anthropic"] as const).map((dialect) =>
      buildUpstream({ dialect, baseUrl: upstream.url }),
    );
    open = await startProjectGateway({ upstreams });
    guarded = await startProjectGateway(
      { upstreams, policies: [bindRedaction("requests")] },
      { requestBytes: limitBytes },
    );
  });

  afterAll(async () => {
    await Promise.all([open.close(), guarded.close()]);
    await upstream.close();
  });

  function post(to: ProjectGateway, encoding: string, body: Buffer, path = "/v1/chat/completions"): Promise<Reply> {
    const headers = { authorization: `Bearer ${to.token}`, "content-encoding": encoding };
    return send(to.url, { path, headers, body });
  }

  it.each([
    ["gzip", gzipSync(ask("a"))],
    ["deflate", deflateSync(ask("a"))],
    ["br", brotliCompressSync(ask("a"))],
    ["zstd", Buffer.from("28b52ffd", "hex")],
    ["gzip", Buffer.from("no gzip at all")],
  ])("goes on as it is where nobody must read it: %s", async (encoding, body) => {
    expect((await post(open, encoding, body)).status).toBe(200);
    const seen = readSeen(upstream.seen.at(-1));
    expect(seen.body.equals(body)).toBe(true);
    expect(seen.headers).toMatchObject({ "content-encoding": encoding, "content-length": String(body.length) });
  });

  it("is read for its model although it goes on as it is", async () => {
    const reply = await post(open, "gzip", gzipSync(ask("a")));
    const record = await open.recorder.waitForEnd(String(reply.headers["x-diffract-call-id"]));
    expect(record.model).toBe("gpt-5");
    expect(record.bodies.find(({ side }) => side === "client_request")?.content_encoding).toBe("gzip");
  });

  it.each([
    ["gzip", gzipSync],
    ["deflate", deflateSync],
  ])("is decoded for policies, and sent on without encoding where they changed it: %s", async (encoding, encode) => {
    expect((await post(guarded, encoding, encode(ask("I am bob@example.com")))).status).toBe(200);
    const { body, headers } = readSeen(upstream.seen.at(-1));
    expect(body.toString()).not.toContain("bob@");
    expect((JSON.parse(body.toString()) as { model: string }).model).toBe("gpt-5");
    expect(headers["content-encoding"]).toBeUndefined();
    expect(headers["content-length"]).toBe(String(body.length));
  });

  it("goes on in the client's own bytes where policies found nothing", async () => {
    const body = gzipSync(ask("nothing to see"));
    expect((await post(guarded, "GZip", body)).status).toBe(200);
    const seen = readSeen(upstream.seen.at(-1));
    expect(seen.body.equals(body)).toBe(true);
    expect(seen.headers["content-encoding"]).toBe("GZip");
  });

  it.each(["br", "zstd", "gzip, gzip", "constructor"])(
    "is refused where policies must read what is not decoded: %s",
    async (encoding) => {
      const before = upstream.seen.length;
      const reply = await post(guarded, encoding, gzipSync(ask("bob@example.com")));
      expect([reply.status, reply.headers["x-diffract-error"]]).toEqual([415, "unsupported_encoding"]);
      expect(JSON.parse(reply.body.toString())).toMatchObject({ error: { code: "unsupported_encoding", param: null } });
      const messages = await post(guarded, encoding, gzipSync(ask("x")), "/v1/messages");
      expect([messages.status, JSON.parse(messages.body.toString())]).toMatchObject([415, { type: "error" }]);
      expect(upstream.seen.length).toBe(before);
    },
  );

  it("is refused when it is damaged, or grows beyond the limit", async () => {
    const before = upstream.seen.length;
    const body = gzipSync(ask("bob@example.com"));
    expect((await post(guarded, "gzip", body.subarray(0, body.length - 12))).status).toBe(400);
    expect((await post(guarded, "gzip", Buffer.from("{}"))).status).toBe(400);
    expect((await post(guarded, "gzip", gzipSync(Buffer.alloc(20 * limitBytes, 32)))).status).toBe(413);
    expect((await post(guarded, "gzip", gzipSync(Buffer.from("not json")))).status).toBe(400);
    expect(upstream.seen.length).toBe(before);
  });

  it("comes from a real client with its body compressed", async () => {
    const compress: typeof fetch = (url, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("content-encoding", "gzip");
      headers.delete("content-length");
      return fetch(url, { ...init, headers, body: new Uint8Array(gzipSync(init.body as string)) });
    };
    const client = new OpenAI({ baseURL: `${guarded.url}/v1`, apiKey: guarded.token, fetch: compress, maxRetries: 0 });
    const messages = [{ role: "user" as const, content: "Mail bob@example.com" }];
    const { choices } = await client.chat.completions.create({ model: "gpt-5", messages });
    expect(choices[0]?.message.content).toBe("ok");
    expect(readSeen(upstream.seen.at(-1)).body.toString()).not.toContain("bob@");
  });
});
