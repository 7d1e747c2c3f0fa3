import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createConsoleProxy, type ConsoleProxy } from "./console-proxy";
import { createPublicServer } from "./create-public-server";
import { replaceForwardedHeaders } from "./forwarded-headers";
import { createRefusers } from "./create-refusers";

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

function listen(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function send(port: number, headers: Record<string, string>, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ port, host: "127.0.0.1", path: "/a?b=c", method: "POST", headers, agent: false });
    outgoing.on("response", (incoming) => {
      let text = "";
      incoming.on("data", (chunk: Buffer) => (text += chunk.toString()));
      incoming.on("end", () => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.on("data", (chunk: Buffer) => (said += chunk.toString()));
    socket.on("close", () => {
      resolve(said);
    });
    socket.on("error", () => undefined);
  });
}

describe("the public server and the way to the console", () => {
  const cleanUps: (() => void)[] = [];
  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
  });

  const startPublic = async (pauseMs?: number): Promise<{ port: number; proxy: ConsoleProxy }> => {
    const proxy = createConsoleProxy(pauseMs);
    const neverCalled = (): never => {
      throw new Error("not a call");
    };
    const gateway = { isGatewayPath: () => false, refuse: neverCalled, refuseBroken: neverCalled };
    const refusers = createRefusers({ ...gateway, failBody: neverCalled });
    const server = createPublicServer({ ...refusers, handle: proxy.handle });
    server.on("upgrade", proxy.handleUpgrade);
    cleanUps.push(() => {
      proxy.close();
      server.closeAllConnections();
      server.close();
    });
    return { port: await listen(server), proxy };
  };
  const startConsole = async (handle: Parameters<typeof createServer>[1]): Promise<number> => {
    const server = createServer(handle);
    cleanUps.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return listen(server);
  };

  it("passes requests and answers through, and says itself who forwarded them", async () => {
    const { port, proxy } = await startPublic();
    proxy.setPort(
      await startConsole((request, response) => {
        response.setHeader("x-kept", "yes");
        response.setHeader("set-cookie", ["a=1", "b=2"]);
        request.setEncoding("utf8");
        let body = "";
        request.on("data", (chunk: string) => (body += chunk));
        request.on("end", () => response.end(JSON.stringify({ url: request.url, headers: request.headers, body })));
      }),
    );
    const answer = await send(
      port,
      {
        "x-forwarded-host": "evil",
        forwarded: "for=evil",
        "x-real-ip": "evil",
        "x-one": "1",
        "transfer-encoding": "chunked",
      },
      "hello",
    );
    const seen = JSON.parse(answer.body) as { url: string; headers: Record<string, string>; body: string };
    expect(answer.headers["x-kept"]).toBe("yes");
    expect(answer.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
    expect(seen).toMatchObject({ url: "/a?b=c", body: "hello" });
    expect(seen.headers).toMatchObject({
      "x-one": "1",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": `127.0.0.1:${port}`,
    });
    expect(JSON.stringify(seen.headers)).not.toContain("evil");
  });

  it("believes a proxy next to us that says TLS, and nobody from afar", () => {
    const from = (remoteAddress: string, said: string | string[] | undefined) => {
      const request = { headers: { host: "a", "x-forwarded-proto": said }, socket: { remoteAddress } };
      replaceForwardedHeaders(request as unknown as IncomingMessage);
      return request.headers["x-forwarded-proto"];
    };
    for (const near of ["127.0.0.1", "::1", "::ffff:10.1.2.3", "172.16.0.9", "192.168.1.1", "fd00::1"]) {
      expect(from(near, "https")).toBe("https");
      expect(from(near, "HTTPS, http")).toBe("https");
      expect(from(near, "gopher")).toBe("http");
      expect(from(near, undefined)).toBe("http");
    }
    for (const far of ["8.8.8.8", "172.32.0.1", "2001:db8::1", "::ffff:100.64.0.1"])
      expect(from(far, "https")).toBe("http");
  });

  it("streams: the first piece arrives before the last is written, and leaving reaches the console", async () => {
    const { port, proxy } = await startPublic();
    let wasClosed = false;
    proxy.setPort(
      await startConsole((_request, response) => {
        response.write("first");
        response.on("close", () => (wasClosed = true));
      }),
    );
    const first = await new Promise<string>((resolve) => {
      const outgoing = httpRequest({ port, host: "127.0.0.1", agent: false }, (incoming) => {
        incoming.once("data", (chunk: Buffer) => {
          resolve(chunk.toString());
          outgoing.destroy();
        });
      });
      outgoing.on("error", () => undefined);
      outgoing.end();
    });
    expect(first).toBe("first");
    await expect.poll(() => wasClosed).toBe(true);
  });

  it("answers 503 in the reader's language while the console is not there", async () => {
    const { port, proxy } = await startPublic();
    const page = await send(port, { accept: "text/html,*/*" });
    expect(page.status).toBe(503);
    expect(page.headers["retry-after"]).toBe("1");
    expect(page.body).toContain("<!doctype html>");
    proxy.setPort(1);
    expect(JSON.parse((await send(port, {})).body)).toMatchObject({ error: { code: "overloaded" } });
  });

  it("refuses uploads that stop, and ones whose framing breaks", async () => {
    const { port, proxy } = await startPublic(20);
    proxy.setPort(await startConsole((request) => request.resume()));
    const head = "POST /api/v1/tokens HTTP/1.1\r\nhost: a\r\n";
    const slow = await sendRaw(port, `${head}content-length: 10\r\n\r\nabc`);
    expect(slow).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
    const broken = await sendRaw(port, `${head}transfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n`);
    expect(broken).toMatch(/^HTTP\/1.1 400 [^]*"code":"invalid_request"/);
  });
});
