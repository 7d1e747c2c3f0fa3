import { afterAll, beforeAll, expect, it } from "vitest";
import type { GatewayUnderTest } from "@/lib/testing/describe-gateway";
import type { FakeUpstream } from "@/lib/testing/fake-upstream";
import { RawConnection } from "@/lib/testing/raw-connection";
import { callHead } from "@/lib/testing/raw-http-cases";
import { startScenarioUpstream } from "@/lib/testing/scenario-upstream";
import { startPublicGateway } from "./__fixtures__/start-public-gateway";
import { publicServerTimes } from "./create-public-server";

let upstream: FakeUpstream;
let gateway: GatewayUnderTest;
const connections: RawConnection[] = [];
const open = (text: string): RawConnection => {
  const connection = new RawConnection(Number(new URL(gateway.url).port));
  connections.push(connection);
  connection.write(text);
  return connection;
};

beforeAll(async () => {
  upstream = await startScenarioUpstream();
  const limits = { bodyIdleTimeoutMs: 30, requestBytes: 1000 };
  gateway = await startPublicGateway(upstream.url, { limits }, { headersMs: 50, checkMs: 10 });
});
afterAll(async () => {
  for (const connection of connections) connection.close();
  await gateway.close();
  await upstream.close();
});

it("cuts clients that never end their headers after 20 s at most", async () => {
  expect(publicServerTimes.headersMs + publicServerTimes.checkMs).toBeLessThanOrEqual(20_000);
  for (const text of ["POST /v1/chat/completions HTTP/1.1\r\nhost: a\r\nx-a: ", "P", ""]) {
    const connection = open(text);
    const answer = await connection.readAnswer();
    expect(answer).toMatchObject({ status: 408, headers: { "x-diffract-error": "request_timeout" } });
    expect(await connection.waitForClose()).toBe("");
  }
});

it("refuses bodies that stop arriving, and records whose they were", async () => {
  const connection = open(`${callHead(gateway.tokens.good, "content-length: 10")}{`);
  const answer = await connection.readAnswer();
  expect(answer).toMatchObject({ status: 408, headers: { "x-diffract-error": "request_timeout" } });
  const record = await gateway.records.waitForEnd(answer?.headers["x-diffract-call-id"] ?? "");
  expect(record).toMatchObject({ state: "rejected", reason: "request_timeout", token: { name: "test token" } });
  expect(await connection.waitForClose()).toBe("");
});

it.each([
  ["announced", "content-length: 1001", ""],
  ["while it comes", "transfer-encoding: chunked", `3e9\r\n${"a".repeat(1001)}\r\n`],
])("refuses a body that is too large: %s", async (_when, header, body) => {
  const connection = open(callHead(gateway.tokens.good, header) + body);
  expect(await connection.readAnswer()).toMatchObject({
    status: 413,
    headers: { "x-diffract-error": "body_too_large", "x-should-retry": "false" },
  });
  expect(await connection.waitForClose()).toBe("");
});

it("takes a client that leaves in the middle of its upload for one that left", async () => {
  const model = "uploads-half";
  const connection = open(`${callHead(gateway.tokens.good, "content-length: 100")}{"model":"${model}",`);
  connection.end();
  expect(await connection.readAnswer()).toBeNull();
  expect(upstream.seen).toHaveLength(0);
});
