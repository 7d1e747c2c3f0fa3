import { expect, it } from "vitest";
import { formatProviderDocs } from "./format-provider-docs";
import { providerDefinitions } from "./registry";

it("names every provider, its address and its options", () => {
  const text = formatProviderDocs(providerDefinitions);
  for (const { id, title } of providerDefinitions) expect(text).toContain(`### ${title} (\`${id}\`)`);
  expect(text).toContain("`https://api.groq.com/openai`");
  expect(text).toContain("anthropic: `https://api.deepseek.com/anthropic`");
  expect(text).toContain("- option `surface` (default `v1`)");
});
