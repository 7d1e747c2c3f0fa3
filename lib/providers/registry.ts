import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { anthropicProvider } from "./anthropic/index";
import { azureOpenaiProvider } from "./azure-openai/index";
import { deepseekProvider } from "./deepseek/index";
import { demoProvider } from "./demo/index";
import { geminiProvider } from "./gemini/index";
import { groqProvider } from "./groq/index";
import { mistralProvider } from "./mistral/index";
import { ollamaProvider } from "./ollama/index";
import { openaiCompatibleProvider } from "./openai-compatible/index";
import { openaiProvider } from "./openai/index";
import { openrouterProvider } from "./openrouter/index";
import { perplexityProvider } from "./perplexity/index";
import { togetherProvider } from "./together/index";
import { vllmProvider } from "./vllm/index";
import { xaiProvider } from "./xai/index";

/** Every provider, in the order in which it is offered. */
export const providerDefinitions: readonly ProviderDefinition[] = [
  openaiProvider,
  anthropicProvider,
  azureOpenaiProvider,
  deepseekProvider,
  geminiProvider,
  groqProvider,
  mistralProvider,
  ollamaProvider,
  openrouterProvider,
  perplexityProvider,
  togetherProvider,
  vllmProvider,
  xaiProvider,
  openaiCompatibleProvider,
  demoProvider,
];
