import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { answerRequest } from "./answer-request";

/** Answers inside the process, so that everything can be seen without a key and without a network. */
export const demoProvider: ProviderDefinition = {
  id: "demo",
  title: "Demo",
  dialects: ["openai", "anthropic"],
  defaultBaseUrl: null,
  authenticate: () => [],
  answer: answerRequest,
};
