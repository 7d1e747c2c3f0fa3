import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer } from "@/lib/core/credentials/authenticate-bearer";

export const deepseekProvider: ProviderDefinition = {
  id: "deepseek",
  title: "DeepSeek",
  dialects: ["openai", "anthropic"],
  defaultBaseUrl: "https://api.deepseek.com",
  dialectBaseUrls: { anthropic: "https://api.deepseek.com/anthropic" },
  keyForm: "Authorization: Bearer; x-api-key for Anthropic's dialect",
  documentationUrl: "https://api-docs.deepseek.com",
  quirks: [
    "Reasoning is in `reasoning_content`; cached tokens are `prompt_cache_hit_tokens`.",
    "Sends `: keep-alive` comments while it waits.",
    "In Anthropic's dialect, model names that it does not have are answered by one of its own.",
  ],
  authenticate: (credential, dialect) =>
    dialect === "anthropic" ? [["x-api-key", credential]] : authenticateBearer(credential),
};
