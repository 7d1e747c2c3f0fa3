import { afterEach, expect, it } from "vitest";
import { startFakeUpstream } from "@/lib/testing/fake-upstream";
import { send } from "@/lib/testing/send-http";
import { viaHeader } from "@/lib/gateway/loop-mark";
import { startPublicGateway } from "./__fixtures__/start-public-gateway";

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

it("ends a call that comes back to where it was, whatever the address is called there", async () => {
  const state = { count: 0, url: "", token: "" };
  // Stands for an alias of our own address: it hands everything back to us.
  const alias = await startFakeUpstream(async (response, seen) => {
    state.count += 1;
    const via = seen.headers[seen.headers.indexOf(viaHeader) + 1] ?? "";
    const back = await send(state.url, { headers: { authorization: `Bearer ${state.token}`, [viaHeader]: via } });
    response.writeHead(back.status, { "content-type": "application/json" });
    response.end(back.body);
  });
  cleanUps.push(alias.close);
  const gateway = await startPublicGateway(alias.url, { credential: "dfr_of_a_diffract" });
  cleanUps.push(gateway.close);
  Object.assign(state, { url: gateway.url, token: gateway.tokens.good });
  const reply = await send(gateway.url, { headers: { authorization: `Bearer ${gateway.tokens.good}` } });
  expect(reply.status).toBe(508);
  expect(JSON.parse(reply.body.toString())).toMatchObject({ error: { code: "loop_detected" } });
  expect(state.count).toBe(1);
});

it("tells providers nothing about us", async () => {
  const provider = await startFakeUpstream((response) => {
    response.end("{}");
  });
  cleanUps.push(provider.close);
  const gateway = await startPublicGateway(provider.url);
  cleanUps.push(gateway.close);
  await send(gateway.url, { headers: { authorization: `Bearer ${gateway.tokens.good}` } });
  expect(provider.seen[0]?.headers.join(" ")).not.toContain("diffract");
});
