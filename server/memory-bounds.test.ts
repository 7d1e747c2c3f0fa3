/** What is held in memory for calls, counted where it can be counted exactly. */
import { afterEach, expect, it } from "vitest";
import { startFakeUpstream } from "@/lib/testing/fake-upstream";
import { RawConnection } from "@/lib/testing/raw-connection";
import { callHead } from "@/lib/testing/raw-http-cases";
import { startRawUpstream } from "@/lib/testing/raw-upstream";
import { send } from "@/lib/testing/send-http";
import { startPublicGateway } from "./__fixtures__/start-public-gateway";

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
const mebibyte = 1024 * 1024;

it("sheds calls with large bodies before they are read, serves small ones, and all of them afterwards", async () => {
  const upstream = await startFakeUpstream((response) => {
    response.end("{}");
  });
  cleanUps.push(upstream.close);
  const gateway = await startPublicGateway(upstream.url, { limits: { heldBodyBytes: 45 * mebibyte } });
  cleanUps.push(gateway.close);
  const port = Number(new URL(gateway.url).port);
  const length = 20 * mebibyte;
  const open = (): RawConnection => {
    const connection = new RawConnection(port);
    cleanUps.push(() => {
      connection.close();
    });
    connection.write(callHead(gateway.tokens.good, `content-length: ${String(length)}`));
    return connection;
  };
  const uploading = [open(), open()];
  await new Promise((resolve) => setTimeout(resolve, 50));
  const shed = await Promise.all(Array.from({ length: 98 }, () => open().readAnswer()));
  for (const answer of shed) {
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1", "x-diffract-error": "overloaded" } });
  }
  const headers = { authorization: `Bearer ${gateway.tokens.good}` };
  expect((await send(gateway.url, { headers })).status).toBe(200);
  const body = `{"model":"m","n":"${"a".repeat(length - 20)}"}`;
  for (const connection of uploading) connection.write(body);
  for (const connection of uploading) expect((await connection.readAnswer())?.status).toBe(200);
  const later = open();
  later.write(body);
  expect((await later.readAnswer())?.status).toBe(200);
}, 60_000);

it("pulls no more than 16 MB of 600 that nobody reads", async () => {
  const block = Buffer.alloc(256 * 1024, 7);
  const state = { sent: 0 };
  const upstream = await startRawUpstream((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 629145600\r\n\r\n");
    const pump = (): void => {
      while (!socket.destroyed && state.sent < 600 * mebibyte) {
        state.sent += block.length;
        if (!socket.write(block)) break;
      }
    };
    socket.on("drain", pump);
    pump();
  });
  cleanUps.push(upstream.close);
  const gateway = await startPublicGateway(upstream.url);
  cleanUps.push(gateway.close);
  const connection = new RawConnection(Number(new URL(gateway.url).port));
  cleanUps.push(() => {
    connection.close();
  });
  connection.pause();
  connection.write(callHead(gateway.tokens.good, "content-length: 2").replace("/chat/completions", "/files"));
  connection.write("{}");
  let before = -1;
  while (before < state.sent) {
    before = state.sent;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(state.sent).toBeGreaterThan(0);
  expect(state.sent).toBeLessThanOrEqual(16 * mebibyte);
});
