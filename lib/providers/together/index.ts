import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const togetherProvider: ProviderDefinition = {
  id: "together",
  title: "Together AI",
  dialects: ["openai"],
  defaultBaseUrl: "https://api.together.xyz",
  keyForm: bearerForm,
  documentationUrl: "https://docs.together.ai/reference",
  quirks: [
    "Chunks carry the text twice: in `choices[].text` and in the delta.",
    "Legacy completions may end with `eos`.",
  ],
  authenticate: authenticateBearer,
};
