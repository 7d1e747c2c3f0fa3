import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { geminiProvider } from "./index";

describeProvider(geminiProvider, "gemini");

it("is at its public address, with the key as bearer", async () => {
  const sent = await locateThrough(geminiProvider, {
    dialect: "openai",
    target: "/v1/embeddings?a=1",
    credential: "key-1",
  });
  expect(sent).toMatchObject({
    origin: "https://generativelanguage.googleapis.com",
    path: "/v1beta/openai/embeddings?a=1",
  });
  expect(sent?.headers.join(" ")).toContain("authorization Bearer key-1");
});
