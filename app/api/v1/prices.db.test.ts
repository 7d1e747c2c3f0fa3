import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startManagementApi, type ManagementApi } from "@/lib/testing/management-api";
import * as projects from "./projects/route";
import * as project from "./projects/[id]/route";

let api: ManagementApi;
let count = 0;

beforeAll(async () => {
  api = await startManagementApi();
});
afterAll(async () => {
  await api.close();
});

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
