import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { authenticateBearer, bearerForm } from "@/lib/core/credentials/authenticate-bearer";

export const vllmProvider: ProviderDefinition = {
  id: "vllm",
  title: "vLLM",
  dialects: ["openai", "anthropic"],
  defaultBaseUrl: null,
  addressExample: "http://127.0.0.1:8000",
  keyForm: `${bearerForm}, where the server was started with --api-key`,
  documentationUrl: "https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html",
  quirks: ["Chunks may carry `stop_reason`, `token_ids` and `prompt_token_ids` besides."],
  authenticate: authenticateBearer,
};
