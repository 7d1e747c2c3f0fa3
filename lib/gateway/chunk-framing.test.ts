import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Gateway } from "./gateway-types";
import { createNodeHandler } from "./node-adapter";

let chunks: readonly Uint8Array[] = [];
const gateway = {
  handle: () =>
    Promise.resolve({
      status: 200,
      headers: ["content-type", "text/event-stream"],
      body: {
        pipe: async (write: (chunk: Uint8Array) => Promise<void> | undefined) => {
          for (const chunk of chunks) await write(chunk);
        },
      },
    }),
} as unknown as Gateway;
const handle = createNodeHandler(gateway);
const server = createServer((incoming, response) => {
  handle(incoming, response).catch(() => response.destroy());
});
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let port = 0;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  agent.destroy();
  server.close();
});

async function ask(): Promise<{ readonly bytes: Buffer; readonly localPort: number | undefined }> {
  const asked = request({ host: "127.0.0.1", port, agent }).end();
  const [response] = (await once(asked, "response")) as [IncomingMessage];
  const localPort = response.socket.localPort;
  return { bytes: await buffer(response), localPort };
}

it("carries pieces of any size whole, and keeps the connection", async () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(16_384, 16_385, 70_000));
  const ports = new Set<number | undefined>();
  const check = async (sizes: readonly number[]): Promise<void> => {
    chunks = sizes.map((bytes, index) => Buffer.alloc(bytes, index + 0x80));
    const { bytes, localPort } = await ask();
    ports.add(localPort);
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
  };
  await fc.assert(fc.asyncProperty(fc.array(size, { maxLength: 8 }), check), { numRuns: 60 });
  expect(ports.size).toBe(1);
});

it("frames nothing for a client of HTTP/1.0", async () => {
  chunks = [Buffer.from("one"), Buffer.from("two")];
  const socket = connect(port, "127.0.0.1");
  socket.end("GET / HTTP/1.0\r\n\r\n");
  const answer = (await buffer(socket)).toString("latin1");
  expect(answer.slice(answer.indexOf("\r\n\r\n") + 4)).toBe("onetwo");
});
