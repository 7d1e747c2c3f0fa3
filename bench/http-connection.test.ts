import { createServer, type AddressInfo, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { frameRequest, HttpConnection } from "./http-connection";

let server: Server;

/** Answers every request with these pieces, each in a packet of its own. */
async function listen(pieces: readonly string[]): Promise<number> {
  server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("data", () => {
      const send = async (): Promise<void> => {
        for (const piece of pieces) {
          socket.write(piece);
          await sleep(3);
        }
      };
      send().catch(() => socket.destroy());
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

afterEach(() => new Promise((done) => server.close(done)));

async function exchangeTwice(pieces: readonly string[]) {
  const connection = await HttpConnection.open(await listen(pieces));
  const request = frameRequest("{}", "dfr_test");
  const first = await connection.send(request);
  const second = await connection.send(request);
  connection.close();
  return [first, second] as const;
}

const head = (more: string): string => `HTTP/1.1 200 OK\r\nx-diffract-call-id: call-1\r\n${more}\r\n\r\n`;

describe("HttpConnection", () => {
  it.each([
    ["a length, in one packet", [`${head("content-length: 5")}12345`]],
    [
      "a length, cut in the head and in the body",
      ["HTTP/1.1 200 O", "K\r\nx-diffract-call-id: call-1\r\nContent-Length: 5\r\n\r", "\n12", "345"],
    ],
    ["an empty body", [head("content-length: 0")]],
    ["chunks, in one packet", [`${head("transfer-encoding: chunked")}2\r\nab\r\n0\r\n\r\n`]],
    ["chunks, cut in the end mark", [head("transfer-encoding: chunked"), "2\r\nab\r\n0\r", "\n\r", "\n"]],
  ])("reads an answer with %s, and the next one on the same connection", async (_, pieces) => {
    for (const exchange of await exchangeTwice(pieces)) {
      expect(exchange).toMatchObject({ status: 200, callId: "call-1" });
      expect(exchange.lastByteMs).toBeGreaterThanOrEqual(exchange.firstByteMs);
    }
  });

  it("fails when the connection is lost before the answer is complete", async () => {
    server = createServer((socket) => {
      socket.on("data", () => socket.end(`${head("content-length: 5")}12`));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const connection = await HttpConnection.open((server.address() as AddressInfo).port);
    await expect(connection.send(frameRequest("{}", "dfr_test"))).rejects.toThrow("before the answer was complete");
  });
});
