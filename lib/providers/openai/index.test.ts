import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { openaiProvider } from "./index";

describeProvider(openaiProvider, "openai");

it("sends the key as bearer", () => {
  expect(openaiProvider.authenticate("sk-1", "openai", {})).toEqual([["authorization", "Bearer sk-1"]]);
});

it.each([
  ["https://host/v1", "https://host", "/v1/models?a=1"],
  ["http://host:8080/openai/v1", "http://host:8080", "/openai/v1/models?a=1"],
  ["http://host/base/", "http://host", "/base/v1/models?a=1"],
  ["https://host/api/paas/v4", "https://host", "/api/paas/v4/models?a=1"],
  ["https://host/v1x", "https://host", "/v1x/v1/models?a=1"],
])("reads the address %s", async (baseUrl, origin, path) => {
  const sent = await locateThrough(openaiProvider, { dialect: "openai", target: "/v1/models?a=1", baseUrl });
  expect(sent).toMatchObject({ origin, path });
});
