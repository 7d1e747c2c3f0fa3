import { expect, it } from "vitest";
import { describeProvider } from "@/lib/testing/describe-provider";
import { locateThrough } from "@/lib/testing/locate-through";
import { perplexityProvider } from "./index";

describeProvider(perplexityProvider, "perplexity");

it.each([
  ["/v1/chat/completions?x=1", "/chat/completions?x=1"],
  ["/v1/responses", "/v1/responses"],
  ["/v1/models", "/v1/models"],
])("has %s at %s", async (target, path) => {
  const sent = await locateThrough(perplexityProvider, { dialect: "openai", target, credential: "pplx-1" });
  expect(sent).toMatchObject({ origin: "https://api.perplexity.ai", path });
});
