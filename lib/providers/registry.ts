import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { anthropicProvider } from "./anthropic/index";
import { demoProvider } from "./demo/index";
import { openaiProvider } from "./openai/index";

/** Every provider, in the order in which it is offered. */
export const providerDefinitions: readonly ProviderDefinition[] = [openaiProvider, anthropicProvider, demoProvider];
