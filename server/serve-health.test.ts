import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHealthServer } from "./serve-health";

const serve = createHealthServer({
  isDraining: () => false,
  isConsoleUp: () => false,
  findMissingOfDatabase: () => Promise.resolve(["setup"]),
  listProcesses: () => [],
});
const server = createServer((request, response) => {
  if (!serve(request, response)) response.writeHead(418).end();
});
let url = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => server.close());

it.each([
  ["HEAD", "/", 200],
  ["HEAD", "/?x=1", 200],
  ["HEAD", "/api/hello", 200],
  ["GET", "/api/hello", 200],
  ["GET", "/healthz", 200],
  ["GET", "/readyz", 503],
  ["GET", "/", 418],
  ["HEAD", "/sign-in", 418],
  ["POST", "/api/hello", 418],
])("%s %s is answered with %i, console or not", async (method, path, status) => {
  expect((await fetch(url + path, { method })).status).toBe(status);
});

it("names everything that is missing", async () => {
  const response = await fetch(`${url}/readyz`);
  expect(await response.json()).toMatchObject({ status: "not ready", missing: ["setup", "console"] });
});
