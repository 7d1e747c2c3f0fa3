import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const ollamaProvider: ProviderDefinition = {
  id: "ollama",
  title: "Ollama",
  dialects: ["openai", "anthropic"],
  defaultBaseUrl: "http://127.0.0.1:11434",
  keyForm: `none on this machine; ${bearerForm} for ollama.com`,
  documentationUrl: "https://docs.ollama.com/api/openai-compatibility",
  quirks: [
    "Without an address it is the Ollama on the machine that runs the gateway.",
    "Thinking is in `reasoning`; a tool call comes whole, in one delta.",
  ],
  authenticate: authenticateBearer,
};
