import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { openaiProvider } from "./index";

describeProvider(openaiProvider, "openai");

it("sends the key as a bearer token", () => {
  expect(openaiProvider.authenticate("sk-1", "openai")).toEqual([["authorization", "Bearer sk-1"]]);
});
