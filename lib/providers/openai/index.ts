import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const openaiProvider: ProviderDefinition = {
  id: "openai",
  title: "OpenAI",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.openai.com",
  asksUsage: true,
  keyForm: bearerForm,
  documentationUrl: "https://platform.openai.com/docs/api-reference",
  quirks: ["Chat streams carry usage only where `stream_options.include_usage` asks for it."],
  authenticate: authenticateBearer,
};
