import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const openrouterProvider: ProviderDefinition = {
  id: "openrouter",
  title: "OpenRouter",
  dialects: ["openai", "anthropic"],
  defaultBaseUrl: "https://openrouter.ai/api",
  keyForm: bearerForm,
  documentationUrl: "https://openrouter.ai/docs/api-reference/overview",
  quirks: [
    "Sends `: OPENROUTER PROCESSING` comments before and between chunks.",
    "Reports what a call cost in `usage.cost`.",
    "An error inside a stream is a chunk that has both `choices` and `error`.",
  ],
  authenticate: authenticateBearer,
};
