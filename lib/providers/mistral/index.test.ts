import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { mistralProvider } from "./index";

describeProvider(mistralProvider, "mistral");

it("is at its public address, with the key as bearer", async () => {
  const sent = await locateThrough(mistralProvider, {
    dialect: "openai",
    target: "/v1/chat/completions?a=1",
    credential: "key-1",
  });
  expect(sent).toMatchObject({ origin: "https://api.mistral.ai", path: "/v1/chat/completions?a=1" });
  expect(sent?.headers.join(" ")).toContain("authorization Bearer key-1");
});
