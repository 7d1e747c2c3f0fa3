import { anthropicMessages } from "./anthropic-messages";
import type { DialectAdapter } from "./dialect-adapter";
import { openaiChat } from "./openai-chat";
import { openaiCompletions } from "./openai-completions";
import { openaiResponses } from "./openai-responses";

const adapters: ReadonlyMap<string, DialectAdapter> = new Map([
  ["chat.completions", openaiChat],
  ["completions", openaiCompletions],
  ["responses", openaiResponses],
  ["messages", anthropicMessages],
  ["messages.count_tokens", anthropicMessages],
]);

/** The adapter of an endpoint that `matchEndpoint` found; `null` where bodies are passed through unread. */
export function getDialectAdapter(endpoint: string): DialectAdapter | null {
  return adapters.get(endpoint) ?? null;
}
