import { anthropicMessages } from "./anthropic-messages";
import type { BodyReader, DialectAdapter, StreamAssembler } from "./dialect-adapter";
import { assembleSpeech } from "./media-streams";
import { openaiChat } from "./openai-chat";
import { openaiCompletions } from "./openai-completions";
import { openaiImages } from "./openai-images";
import { openaiInputs } from "./openai-inputs";
import { openaiResponses } from "./openai-responses";
import { openaiThreads } from "./openai-threads";
import { openaiTranscriptions } from "./openai-transcriptions";
import { messageBatches, storedChats, storedItems } from "./stored-lists";

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
  ["audio.transcriptions", openaiTranscriptions],
  ["audio.translations", openaiTranscriptions],
  ["images.generations", openaiImages],
  ["images.edits", openaiImages],
  ["images.variations", openaiImages],
  ["messages", anthropicMessages],
  ["messages.count_tokens", anthropicMessages],
]);

/** The adapter of an endpoint that `matchEndpoint` found; `null` where bodies are passed through unread. */
export function getDialectAdapter(endpoint: string): DialectAdapter | null {
  return adapters.get(endpoint) ?? null;
}

/** Streams that policies do not read, and that are records all the same. */
const assemblers: ReadonlyMap<string, StreamAssembler> = new Map([["audio.speech", assembleSpeech]]);

/** How the streams of an endpoint are put together; `null` where nobody knows. */
export function getStreamAssembler(endpoint: string): StreamAssembler | null {
  return getDialectAdapter(endpoint)?.assembleStream ?? assemblers.get(endpoint) ?? null;
}

/** Bodies that policies read although nothing in their endpoints ever comes as a stream. */
const readers: ReadonlyMap<string, BodyReader> = new Map([
  ["chat.completions.list", storedChats],
  ["chat.completions.messages", storedChats],
  ["responses.input_items", storedItems],
  ["conversations", storedItems],
  ["conversations.items", storedItems],
]);

const requestReaders: ReadonlyMap<string, BodyReader> = new Map([
  ["embeddings", openaiInputs],
  ["moderations", openaiInputs],
  ["audio.speech", openaiInputs],
  ["videos", openaiInputs],
  ["videos.remix", openaiInputs],
  ["messages.batches", messageBatches],
]);

/** Where the texts of an endpoint's requests are; `null` where they are passed through unread, as files are. */
export function getRequestReader(endpoint: string): BodyReader | null {
  return getResponseReader(endpoint) ?? requestReaders.get(endpoint) ?? null;
}

/** The same for its whole answers. */
export function getResponseReader(endpoint: string): BodyReader | null {
  return getDialectAdapter(endpoint) ?? readers.get(endpoint) ?? null;
}
