import { anthropicMessages } from "./anthropic-messages";
import type { BodyReader, DialectAdapter } from "./dialect-adapter";
import { openaiChat } from "./openai-chat";
import { openaiCompletions } from "./openai-completions";
import { openaiInputs } from "./openai-inputs";
import { openaiResponses } from "./openai-responses";

const adapters: ReadonlyMap<string, DialectAdapter> = new Map([
  ["chat.completions", openaiChat],
  // What was stored comes back at other paths, and must not pass policies by there.
  ["chat.completions.retrieve", openaiChat],
  ["chat.completions.update", openaiChat],
  ["completions", openaiCompletions],
  ["responses", openaiResponses],
  ["responses.retrieve", openaiResponses],
  ["responses.cancel", openaiResponses],
  ["responses.compact", openaiResponses],
  ["responses.input_tokens", openaiResponses],
  ["messages", anthropicMessages],
  ["messages.count_tokens", anthropicMessages],
]);

/** The adapter of an endpoint that `matchEndpoint` found; `null` where bodies are passed through unread. */
export function getDialectAdapter(endpoint: string): DialectAdapter | null {
  return adapters.get(endpoint) ?? null;
}

const inputs: ReadonlySet<string> = new Set(["embeddings", "moderations", "images.generations", "audio.speech"]);

/** Where the texts of an endpoint's requests are; `null` where they are passed through unread, as forms are. */
export function getRequestReader(endpoint: string): BodyReader | null {
  return getDialectAdapter(endpoint) ?? (inputs.has(endpoint) ? openaiInputs : null);
}
