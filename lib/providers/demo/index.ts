import type { ProviderDefinition } from "@/lib/core/contracts/provider";
import { answerRequest } from "./answer-request";

/** Answers inside the process, so that everything can be seen without a key and without a network. */
export const demoProvider: ProviderDefinition = {
  id: "demo",
  title: "Demo",
  dialects: ["openai", "anthropic"],
  defaultBaseUrl: null,
  asksUsage: true,
  keyForm: "none",
  documentationUrl: null,
  quirks: ["Answers inside Diffract, at the pace of a real model and always the same way."],
  authenticate: () => [],
  answer: answerRequest,
};
