import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

/** Only chat has no version before it; Responses, embeddings and models do. */
const unversioned = "/chat/completions";

export const perplexityProvider: ProviderDefinition = {
  id: "perplexity",
  title: "Perplexity",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.perplexity.ai",
  keyForm: bearerForm,
  documentationUrl: "https://docs.perplexity.ai",
  quirks: [
    "Every chunk of a stream carries the usage so far and the whole text so far; the last is `chat.completion.done`.",
    "Streams have CRLF line ends and no `[DONE]`.",
    "`usage.cost` is an object.",
  ],
  authenticate: authenticateBearer,
  locate: ({ path, query }) => (path === unversioned ? path : `/v1${path}`) + query,
};
