import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const groqProvider: ProviderDefinition = {
  id: "groq",
  title: "Groq",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.groq.com/openai",
  keyForm: bearerForm,
  documentationUrl: "https://console.groq.com/docs/openai",
  quirks: [
    "Streams carry usage in `x_groq.usage`, with or without being asked.",
    "Errors inside a stream come as `event: error`; chat streams have no other event names.",
  ],
  authenticate: authenticateBearer,
};
