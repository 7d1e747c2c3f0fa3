import { afterAll, describe, expect, it } from "vitest";
import type { RepriceBatch } from "@/lib/core/contracts/reprice";
import { createPricer } from "@/lib/pricing/create-pricer";
import { buildEnd, responseBody, toJsonBytes, type Bodies } from "@/lib/recording/__fixtures__/build-records";
import { assembleCall } from "@/lib/recording/assemble/assemble-call";
import type { CapturedBytes } from "@/lib/recording/assemble/call-rows";
import { storeCalls } from "@/lib/testing/store-calls";
import { startManagementApi } from "@/lib/testing/management-api";
import * as reprice from "./calls/reprice/route";
import * as projects from "./projects/route";
import * as project from "./projects/[id]/route";

const api = await startManagementApi();
let count = 0;

afterAll(api.close);

const makeProject = (fields: Record<string, unknown> = {}) =>
  api.call(projects.POST, { method: "POST", body: { name: `priced ${++count}`, ...fields } });
const patch = (id: string, body: unknown) => api.call(project.PATCH, { method: "PATCH", params: { id }, body });

describe("prices of a project", () => {
  it("are stored, returned and counted by how often they changed", async () => {
    const prices = [
      { model: "gpt-4o*", provider: "openai", input_per_million: "2.50", output_per_million: "10" },
      { model: "*", per_request: "0.001" },
    ];
    const { body: plain } = await makeProject();
    expect(plain).toMatchObject({ prices: [], prices_version: 0 });
    const { status, body: made } = await makeProject({ prices });
    expect([status, made]).toMatchObject([201, { prices, prices_version: 1 }]);
    // Written in another order it says the same.
    const same = [
      { output_per_million: "10", input_per_million: "2.50", model: "gpt-4o*", provider: "openai" },
      prices[1],
    ];
    expect((await patch(made.id, { prices: same })).body).toMatchObject({ prices, prices_version: 1 });
    expect((await patch(made.id, { active: true })).body).toMatchObject({ prices, prices_version: 1 });
    expect((await patch(made.id, { prices: prices.slice(1) })).body).toMatchObject({ prices_version: 2 });
    const { body: got } = await api.call(project.GET, { params: { id: made.id } });
    expect(got).toMatchObject({ prices: [{ model: "*", per_request: "0.001" }], prices_version: 2 });
    expect((await patch(made.id, { prices: [] })).body).toMatchObject({ prices: [], prices_version: 3 });
  });

  it.each([
    [[{ model: "a", input_per_million: 1 }], "prices.0.input_per_million"],
    [[{ model: "a", input_per_million: "1" }, { model: "b" }], "prices.1"],
    [[{ model: "a b", per_request: "1" }], "prices.0.model"],
    [{ model: "a" }, "prices"],
  ])("are refused with their place: %j", async (prices, path) => {
    const { status, body } = await makeProject({ prices });
    expect([status, body.error.details[0]?.path]).toEqual([400, path]);
  });

  it("are refused for a provider that there is not", async () => {
    const { status, body } = await makeProject({ prices: [{ model: "a", provider: "nobody", per_request: "1" }] });
    expect([status, body.error.message]).toEqual([400, "There is no provider “nobody” to have prices for."]);
  });
});

describe("stored calls", () => {
  const askReprice = async (body: Record<string, unknown>): Promise<RepriceBatch> => {
    const answer = await api.call(reprice.POST, { method: "POST", body });
    expect(answer.status, answer.text).toBe(200);
    return answer.body as unknown as RepriceBatch;
  };

  const answered: Bodies = { upstream_response: toJsonBytes(responseBody), client_response: "upstream_response" };

  /** 12 tokens in and 9 out, priced by the table, of which there is no price for the demo but nothing. */
  async function storeCall(
    project: { id: string; name: string },
    changes: object = {},
    bodies?: Bodies,
  ): Promise<string> {
    const pricer = createPricer();
    const { record, bytes } = buildEnd({ project, provider: "demo", ...changes }, bodies && { ...answered, ...bodies });
    const captured: CapturedBytes = {};
    for (const [side, chunks] of Object.entries(bytes)) captured[side as keyof CapturedBytes] = Buffer.concat(chunks);
    const priced = assembleCall(record, captured, (call) => pricer.price(call, { prices: [], version: 0 }));
    await storeCalls(api.pool, [priced]);
    return record.call_id;
  }

  const readCost = async (callId: string) =>
    api.db.conversationCall.findUniqueOrThrow({
      where: { callId },
      select: { costAmount: true, costSource: true, cost: true, revision: true },
    });

  it("are priced again with the project's prices, in batches, and only once", async () => {
    const { body: made } = await makeProject({
      prices: [{ model: "demo*", input_per_million: "1", output_per_million: "2" }],
    });
    const { body: other } = await makeProject();
    const ids = [await storeCall(made), await storeCall(made), await storeCall(made)];
    const elsewhere = await storeCall(other);
    const before = await readCost(ids[0] ?? "");
    expect(before).toMatchObject({ costSource: "demo" });

    const tried = await askReprice({ project_id: made.id, is_dry_run: true });
    expect(tried).toMatchObject({ examined: 3, changed: 3, next_after: null });
    expect(await readCost(ids[0] ?? "")).toEqual(before);

    const first = await askReprice({ project_id: made.id, limit: 2 });
    expect(first).toMatchObject({ examined: 2, changed: 2, next_after: ids[1] });
    expect(first.groups).toEqual([
      {
        ...{ project: made.name, model: "demo-2026", source_before: "demo", source_after: "project" },
        ...{ calls: 2, changed: 2, before: { amount: "0", unknown: 0 }, after: { amount: "0.00006", unknown: 0 } },
      },
    ]);
    const second = await askReprice({ project_id: made.id, limit: 2, after: first.next_after });
    expect(second).toMatchObject({ examined: 1, changed: 1, next_after: null });
    const after = await readCost(ids[2] ?? "");
    expect(after.costAmount?.toFixed()).toBe("0.00003");
    expect(after).toMatchObject({ costSource: "project", cost: { price_name: "demo*", price_version: 1 } });
    expect(after.revision).toBeGreaterThan(before.revision);

    expect(await askReprice({ project_id: made.id })).toMatchObject({ examined: 3, changed: 0 });
    expect(await readCost(elsewhere)).toMatchObject({ costSource: "demo" });
  });

  it("are priced by the tier that was asked for, which only the record knows", async () => {
    const prices = [{ model: "*", service_tier: "flex", per_request: "1" }];
    const { body: made } = await makeProject({ prices });
    const request = Buffer.from(JSON.stringify({ model: "demo", service_tier: "flex", messages: [] }));
    const callId = await storeCall(made, {}, { client_request: request, upstream_request: "client_request" });
    await storeCall(made);
    expect(await askReprice({ project_id: made.id })).toMatchObject({ examined: 2, changed: 1 });
    expect((await readCost(callId)).costAmount?.toFixed()).toBe("1");
  });

  it("are chosen by when they began", async () => {
    const { body: made } = await makeProject();
    const startedAt = Date.parse("2026-01-02T00:00:00Z");
    await storeCall(made, { started_at: startedAt });
    const inside = { project_id: made.id, from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" };
    expect(await askReprice(inside)).toMatchObject({ examined: 1, changed: 0 });
    expect(await askReprice({ ...inside, to: "2026-01-02T00:00:00Z" })).toMatchObject({ examined: 0 });
  });

  it("are not priced again by somebody who may only look", async () => {
    const headers = await api.signIn("viewer");
    const { status } = await api.call(reprice.POST, { method: "POST", body: {}, headers });
    expect(status).toBe(403);
  });
});
