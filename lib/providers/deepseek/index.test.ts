import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { deepseekProvider } from "./index";

describeProvider(deepseekProvider, "deepseek");

it("has an address and a form of the key for each dialect", async () => {
  const chat = await locateThrough(deepseekProvider, {
    dialect: "openai",
    target: "/v1/chat/completions",
    credential: "k1",
  });
  expect(chat).toMatchObject({ origin: "https://api.deepseek.com", path: "/v1/chat/completions" });
  expect(chat?.headers.join(" ")).toContain("authorization Bearer k1");
  const messages = await locateThrough(deepseekProvider, {
    dialect: "anthropic",
    target: "/v1/messages",
    credential: "k1",
  });
  expect(messages).toMatchObject({ origin: "https://api.deepseek.com", path: "/anthropic/v1/messages" });
  expect(messages?.headers.join(" ")).toContain("x-api-key k1");
});
