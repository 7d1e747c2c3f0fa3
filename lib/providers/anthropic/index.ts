import type { ProviderDefinition } from "@/lib/core/contracts/provider";

export const anthropicProvider: ProviderDefinition = {
  id: "anthropic",
  title: "Anthropic",
  dialects: ["anthropic"],
  defaultBaseUrl: "https://api.anthropic.com",
  authenticate: (credential) => [["x-api-key", credential]],
};
