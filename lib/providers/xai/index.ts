import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const xaiProvider: ProviderDefinition = {
  id: "xai",
  title: "xAI",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.x.ai",
  keyForm: bearerForm,
  documentationUrl: "https://docs.x.ai/docs/api-reference",
  quirks: [
    "In chat, `completion_tokens` leaves reasoning out: the total is larger than its parts.",
    'Errors are `{"code": …, "error": "text"}`: the error is a text.',
  ],
  authenticate: authenticateBearer,
};
