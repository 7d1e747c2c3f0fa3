import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createConsoleProxy, type ConsoleProxy } from "./console-proxy";
import { createPublicServer } from "./create-public-server";

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

  const startPublic = async (): Promise<{ port: number; proxy: ConsoleProxy }> => {
    const proxy = createConsoleProxy();
    const server = createPublicServer(proxy.handle);
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

  it("refuses what no handler should see", async () => {
    const { port } = await startPublic();
    const host = "Host: a\r\n";
    expect(await sendRaw(port, `GET / HTTP/1.1\r\n${host}Host: b\r\n\r\n`)).toContain(" 400 ");
    expect(await sendRaw(port, `GET / HTTP/1.1\r\n\r\n`)).toContain(" 400 ");
    expect(await sendRaw(port, `TRACE / HTTP/1.1\r\n${host}\r\n`)).toContain(" 405 ");
    expect(await sendRaw(port, `CONNECT a:1 HTTP/1.1\r\n${host}\r\n`)).toContain(" 405 ");
    expect(await sendRaw(port, `GET / HTTP/1.1\r\n${host}x: ${"y".repeat(20_000)}\r\n\r\n`)).toContain(" 431 ");
    expect(await sendRaw(port, "nonsense\r\n\r\n")).toContain(" 400 ");
  });
});
