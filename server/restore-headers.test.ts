import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { restoreHeaders } from "./restore-headers";

async function answer(headers: Readonly<Record<string, string>>): Promise<Headers> {
  const server = createServer((_request, response) => {
    restoreHeaders(response);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // Without an explicit head, as Next's streams leave.
    response.end("x");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
  const { headers: received } = await fetch(url);
  server.close();
  return received;
}

it("puts back how long the answer is, and how it is encoded", async () => {
  const headers = await answer({ "x-diffract-content-length": "1", "x-diffract-content-encoding": "identity" });
  expect([headers.get("content-length"), headers.get("content-encoding")]).toEqual(["1", "identity"]);
  expect([headers.get("transfer-encoding"), headers.get("x-diffract-content-length")]).toEqual([null, null]);
});

it("takes away what Next and the Web adapter added, and nothing else", async () => {
  const ours = await answer({
    vary: "rsc, next-router-state-tree, next-router-prefetch, next-router-segment-prefetch",
    "cache-control": "no-transform",
    "x-diffract-no-transform": "added",
  });
  expect([ours.get("vary"), ours.get("cache-control"), ours.get("x-diffract-no-transform")]).toEqual([
    null,
    null,
    null,
  ]);
  const mixed = await answer({
    vary: "Origin, rsc, next-url",
    "cache-control": "no-cache, no-transform",
    "x-diffract-no-transform": "added",
  });
  expect([mixed.get("vary"), mixed.get("cache-control")]).toEqual(["Origin", "no-cache"]);
  const upstreams = await answer({ vary: "Accept-Encoding", "cache-control": "no-transform" });
  expect([upstreams.get("vary"), upstreams.get("cache-control")]).toEqual(["Accept-Encoding", "no-transform"]);
});
