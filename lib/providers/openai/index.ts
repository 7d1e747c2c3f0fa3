import type { ProviderDefinition } from "@/lib/core/contracts/provider";

export const openaiProvider: ProviderDefinition = {
  id: "openai",
  title: "OpenAI",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.openai.com",
  authenticate: (credential) => [["authorization", `Bearer ${credential}`]],
};
