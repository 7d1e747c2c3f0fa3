/** Answers that are valid and rare: without a body by their nature, or with file names beyond ASCII. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayUnderTest } from "@/lib/testing/describe-gateway";
import { RawConnection } from "@/lib/testing/raw-connection";
import { callHead } from "@/lib/testing/raw-http-cases";
import { startRawUpstream, type RawUpstream } from "@/lib/testing/raw-upstream";
import { startNodeGateway } from "@/lib/testing/start-node-gateway";

const length = "content-length: 2\r\n";
const latin1 = 'content-disposition: attachment; filename="\xe9.txt"\r\n';
const utf8 = 'Content-Disposition: attachment; filename="\xc3\xa9.txt"\r\n';

describe("a rare answer", () => {
  let upstream: RawUpstream;
  let gateway: GatewayUnderTest;
  let answer = "";

  beforeAll(async () => {
    upstream = await startRawUpstream((socket) => {
      socket.end(Buffer.from(answer, "latin1"));
    });
    gateway = await startNodeGateway(upstream.url);
  });

  afterAll(async () => {
    await gateway.close();
    await upstream.close();
  });

  it.each([
    [
      "304 that names the length of what it does not send",
      `HTTP/1.1 304 Not Modified\r\netag: "a"\r\ncontent-length: 500\r\n\r\n`,
      { etag: '"a"' },
      "",
    ],
    ["204 with a body all the same", `HTTP/1.1 204 No Content\r\nx-a: b\r\n${length}\r\nhi`, { "x-a": "b" }, ""],
    ["words of its own for its status", `HTTP/1.1 200 Alles gut\r\n${length}\r\nhi`, { "content-length": "2" }, ""],
    ["no words for its status", `HTTP/1.1 529 \r\n${length}\r\nhi`, { "content-length": "2" }, ""],
    ["file name in Latin-1", `HTTP/1.1 200 OK\r\n${length}${latin1}\r\nhi`, { "content-length": "2" }, latin1],
    ["file name in UTF-8", `HTTP/1.1 200 OK\r\n${length}${utf8}\r\nhi`, { "content-length": "2" }, utf8],
    ["file name before the length", `HTTP/1.1 200 OK\r\n${latin1}${length}\r\nhi`, { "content-length": "2" }, latin1],
  ])("passes as it came: %s", async (_name, sent, headers, line) => {
    answer = sent;
    const connection = new RawConnection(Number(new URL(gateway.url).port));
    connection.write(`${callHead(gateway.tokens.good, "connection: close", "content-length: 2")}{}`);
    const got = await connection.readAnswer();
    connection.close();
    expect(got).toMatchObject({
      status: Number(sent.slice(9, 12)),
      reason: sent.slice(13, sent.indexOf("\r")),
      headers,
      body: / (?:200|529) /.test(sent) ? "hi" : "",
    });
    const [name = "", value = ""] = line.trim().split(": ");
    if (line !== "") expect(got?.headers[name.toLowerCase()]).toBe(value);
    const record = await gateway.records.waitForEnd(got?.headers["x-diffract-call-id"] ?? "");
    expect(record.state).toBe(sent.startsWith("HTTP/1.1 5") ? "upstream_error" : "completed");
  });
});
