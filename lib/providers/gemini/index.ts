import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

/** Google's OpenAI-compatible endpoint; its own API is another dialect. */
export const geminiProvider: ProviderDefinition = {
  id: "gemini",
  title: "Google Gemini (OpenAI-compatible)",
  dialects: ["openai"],
  defaultBaseUrl: "https://generativelanguage.googleapis.com/v1beta/openai",
  versionPath: "",
  keyForm: bearerForm,
  documentationUrl: "https://ai.google.dev/gemini-api/docs/openai",
  quirks: [
    "The total is larger than prompt and completion: thinking is counted nowhere else.",
    "Model ids in its list begin with `models/`; both spellings are taken.",
    "Streams have CRLF line ends.",
  ],
  authenticate: authenticateBearer,
};
