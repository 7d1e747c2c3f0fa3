import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const mistralProvider: ProviderDefinition = {
  id: "mistral",
  title: "Mistral",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.mistral.ai",
  keyForm: bearerForm,
  documentationUrl: "https://docs.mistral.ai/api",
  quirks: [
    "Reasoning models stream `delta.content` as an array of parts, and tool calls sometimes without `index`.",
    'Errors are `{"detail": …}` or `{"object": "error", …}`, not OpenAI\'s shape.',
    "Chunks are padded with a key `p`.",
  ],
  authenticate: authenticateBearer,
};
