import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { anthropicProvider } from "./index";

describeProvider(anthropicProvider, "anthropic");

it("sends the key as x-api-key, or as bearer where a compatible service wants that", () => {
  expect(anthropicProvider.authenticate("sk-ant-1", "anthropic", {})).toEqual([["x-api-key", "sk-ant-1"]]);
  const bearer = anthropicProvider.authenticate("sk-ant-1", "anthropic", { auth: "bearer" });
  expect(bearer).toEqual([["authorization", "Bearer sk-ant-1"]]);
});

it("is any compatible service with a base URL", async () => {
  const sent = await locateThrough(anthropicProvider, {
    dialect: "anthropic",
    target: "/v1/messages?beta=true",
    baseUrl: "https://api.moonshot.example/anthropic",
    credential: "key-1",
    options: { auth: "bearer" },
  });
  expect(sent).toMatchObject({ origin: "https://api.moonshot.example", path: "/anthropic/v1/messages?beta=true" });
  expect(sent?.headers.join(" ")).toContain("authorization Bearer key-1");
});
