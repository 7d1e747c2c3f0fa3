import { anthropicMessages } from "./anthropic-messages";
import type { BodyReader, DialectAdapter, StreamAssembler } from "./dialect-adapter";
import { assembleImages, assembleSpeech, assembleTranscription } from "./media-streams";
import { openaiChat } from "./openai-chat";
import { openaiCompletions } from "./openai-completions";
import { openaiInputs } from "./openai-inputs";
import { openaiResponses } from "./openai-responses";
import { openaiThreads } from "./openai-threads";

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
  ["assistants", openaiThreads],
  ["assistants.list", openaiThreads],
  ["assistants.retrieve", openaiThreads],
  ["assistants.update", openaiThreads],
  ["threads", openaiThreads],
  ["threads.retrieve", openaiThreads],
  ["threads.update", openaiThreads],
  ["threads.messages", openaiThreads],
  ["threads.runs", openaiThreads],
  ["threads.runs.steps", openaiThreads],
  ["threads.runs.cancel", openaiThreads],
  ["threads.runs.submit_tool_outputs", openaiThreads],
  ["messages", anthropicMessages],
  ["messages.count_tokens", anthropicMessages],
]);

/** The adapter of an endpoint that `matchEndpoint` found; `null` where bodies are passed through unread. */
export function getDialectAdapter(endpoint: string): DialectAdapter | null {
  return adapters.get(endpoint) ?? null;
}

/** Streams that policies do not read, and that are records all the same. */
const assemblers: ReadonlyMap<string, StreamAssembler> = new Map([
  ["images.generations", assembleImages],
  ["images.edits", assembleImages],
  ["audio.speech", assembleSpeech],
  ["audio.transcriptions", assembleTranscription],
  ["audio.translations", assembleTranscription],
]);

/** How the streams of an endpoint are put together; `null` where nobody knows. */
export function getStreamAssembler(endpoint: string): StreamAssembler | null {
  return getDialectAdapter(endpoint)?.assembleStream ?? assemblers.get(endpoint) ?? null;
}

const inputs: ReadonlySet<string> = new Set(["embeddings", "moderations", "images.generations", "audio.speech"]);

/** Where the texts of an endpoint's requests are; `null` where they are passed through unread, as forms are. */
export function getRequestReader(endpoint: string): BodyReader | null {
  return getDialectAdapter(endpoint) ?? (inputs.has(endpoint) ? openaiInputs : null);
}
