import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { anthropicProvider } from "./index";

describeProvider(anthropicProvider, "anthropic");

it("sends the key as x-api-key", () => {
  expect(anthropicProvider.authenticate("sk-ant-1", "anthropic")).toEqual([["x-api-key", "sk-ant-1"]]);
});
