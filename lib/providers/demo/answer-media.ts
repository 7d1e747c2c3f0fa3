import type { UpstreamResponse } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asNumber, asString, type JsonObject } from "@/lib/core/json/json-access";
import { findModelError } from "./answer-generation";
import { readField, readForm } from "./answer-files";
import { buildPng } from "./build-png";
import { buildMp3, buildPcm, buildWav } from "./build-sound";
import type { DemoCall } from "./demo-call";
import { dataEvent, namedEvent, mapTokens } from "./demo-reply";
import { encodeBase64 } from "./encode-base64";
import type { Piece } from "./pace-answer";
import { replyBytes, replyError, replyJson, replyPieces } from "./reply";
import { createSeededRandom } from "./seeded-random";
import { countTokens } from "./split-tokens";
import { createBadRequest } from "./vendor-error";

const side = 24;
const mostImages = 10;

async function* encodePieces(pieces: readonly Piece[]): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  for (const { text } of pieces) yield await Promise.resolve(encoder.encode(text));
}

/** A small picture whose colours are those of its prompt. */
function paint(prompt: string, index: number): string {
  const random = createSeededRandom(`${prompt} ${String(index)}`);
  const [red, green, blue] = [random.between(0, 255), random.between(0, 255), random.between(0, 255)];
  const png = buildPng(side, (x, y) => [
    Math.floor((red * x) / side),
    Math.floor((green * y) / side),
    Math.floor((blue * (x + y)) / (2 * side)),
  ]);
  return encodeBase64(png);
}

function countImageUsage(prompt: string, images: number): JsonObject {
  const [input, output] = [countTokens(prompt), images * 196];
  const input_tokens_details = { text_tokens: input, image_tokens: 0 };
  return { input_tokens: input, output_tokens: output, total_tokens: input + output, input_tokens_details };
}

interface ImageRequest {
  readonly model: Json | undefined;
  readonly prompt: string | null;
  readonly count: number;
  readonly isStreaming: boolean;
  readonly partials: number;
}

function readImageRequest(call: DemoCall): ImageRequest {
  const form = readForm(call);
  const fields: JsonObject =
    form.length === 0
      ? call.body
      : Object.fromEntries(form.flatMap(({ name, text }) => (text === null ? [] : [[name, text]])));
  const number = (value: Json | undefined, usual: number): number =>
    Math.min(Math.max(asNumber(typeof value === "string" ? Number(value) : value) ?? usual, 0), mostImages);
  return {
    model: fields.model ?? "gpt-image-1",
    prompt: asString(fields.prompt),
    count: Math.max(1, number(fields.n, 1)),
    isStreaming: fields.stream === true || fields.stream === "true",
    partials: Math.min(number(fields.partial_images, 0), 3),
  };
}

/** Pictures: made, edited or varied; each is a small real PNG. */
export function answerImages(call: DemoCall): UpstreamResponse {
  const { model, prompt, count, isStreaming, partials } = readImageRequest(call);
  const error = findModelError({ model: model ?? null }, "openai");
  if (error !== null) return replyError(call, error);
  const isVariation = call.path.endsWith("/variations");
  if (prompt === null && !isVariation) {
    return replyError(call, createBadRequest("Missing required parameter: 'prompt'.", "prompt"));
  }
  const text = prompt ?? "variation";
  const created = Math.floor(Date.now() / 1000);
  const usage = countImageUsage(text, count);
  const about = { background: "opaque", output_format: "png", quality: "low", size: "1024x1024" };
  if (!isStreaming) {
    const data = Array.from({ length: count }, (_, index) => ({ b64_json: paint(text, index) }));
    return replyJson(call, { created, ...about, data, usage });
  }
  const name = call.path.endsWith("/edits") ? "image_edit" : "image_generation";
  const pieces = Array.from({ length: partials }, (_, index) =>
    namedEvent({
      type: `${name}.partial_image`,
      b64_json: paint(text, index + 1),
      partial_image_index: index,
      created_at: created,
      ...about,
    }),
  );
  pieces.push(
    namedEvent({ type: `${name}.completed`, b64_json: paint(text, 0), created_at: created, ...about, usage }),
  );
  return replyPieces(call, encodePieces(pieces));
}

const sounds: Readonly<Record<string, { readonly type: string; readonly build: (text: string) => Uint8Array }>> = {
  mp3: { type: "audio/mpeg", build: buildMp3 },
  wav: { type: "audio/wav", build: buildWav },
  pcm: { type: "audio/pcm", build: buildPcm },
};

/** A short real sound, whole or in events. */
export function answerSpeech(call: DemoCall): UpstreamResponse {
  const { input, response_format = "mp3", stream_format } = call.body;
  const error = findModelError(call.body, "openai");
  if (error !== null) return replyError(call, error);
  if (typeof input !== "string")
    return replyError(call, createBadRequest("Missing required parameter: 'input'.", "input"));
  const sound = sounds[asString(response_format) ?? ""];
  if (sound === undefined) {
    return replyError(call, createBadRequest("The demo speaks in mp3, wav and pcm.", "response_format"));
  }
  const bytes = sound.build(input);
  if (stream_format !== "sse") return replyBytes(call, bytes, sound.type);
  const half = Math.ceil(bytes.length / 2);
  const [input_tokens, output_tokens] = [countTokens(input), Math.ceil(bytes.length / 100)];
  const usage = { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens };
  const parts = [bytes.subarray(0, half), bytes.subarray(half)].map((part) =>
    dataEvent({ type: "speech.audio.delta", audio: encodeBase64(part) }),
  );
  return replyPieces(call, encodePieces([...parts, dataEvent({ type: "speech.audio.done", usage })]));
}

/** OpenAI writes these streams with CRLF and without event names. */
function writeCrlf(data: Json): Piece {
  return { text: `data: ${JSON.stringify(data)}\r\n\r\n`, tokens: 0 };
}

function formatTranscript(call: DemoCall, text: string, format: string, usage: JsonObject): UpstreamResponse {
  const encode = (body: string, type: string) => replyBytes(call, new TextEncoder().encode(body), type);
  switch (format) {
    case "text":
      return encode(`${text}\n`, "text/plain; charset=utf-8");
    case "srt":
      return encode(`1\n00:00:00,000 --> 00:00:02,000\n${text}\n\n`, "text/plain; charset=utf-8");
    case "vtt":
      return encode(`WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n${text}\n\n`, "text/plain; charset=utf-8");
    case "verbose_json": {
      const task = call.path.endsWith("/translations") ? "translate" : "transcribe";
      const segments = [{ id: 0, start: 0, end: 2, text }];
      return replyJson(call, {
        task,
        language: "english",
        duration: 2,
        text,
        segments,
        usage: { type: "duration", seconds: 2 },
      });
    }
    default:
      return replyJson(call, { text, usage });
  }
}

/** What the demo hears in a recording: its name and size. */
export function answerTranscription(call: DemoCall): UpstreamResponse {
  const form = readForm(call);
  const file = form.find(({ name }) => name === "file");
  const error = findModelError({ model: readField(form, "model") }, "openai");
  if (error !== null) return replyError(call, error);
  if (file === undefined) return replyError(call, createBadRequest("Missing required parameter: 'file'.", "file"));
  const text = `The demo hears ${String(file.size)} bytes in “${file.filename ?? "file"}”.`;
  const output = countTokens(text);
  const input = Math.ceil(file.size / 1000) + 1;
  const input_token_details = { text_tokens: 0, audio_tokens: input };
  const usage = {
    type: "tokens",
    input_tokens: input,
    input_token_details,
    output_tokens: output,
    total_tokens: input + output,
  };
  if (readField(form, "stream") !== "true") {
    return formatTranscript(call, text, readField(form, "response_format") ?? "json", usage);
  }
  const deltas = mapTokens(text, (delta) => writeCrlf({ type: "transcript.text.delta", delta }));
  const done = writeCrlf({ type: "transcript.text.done", text, usage });
  return replyPieces(call, encodePieces([...deltas, done, { text: "data: [DONE]\r\n\r\n", tokens: 0 }]));
}

const categories = ["harassment", "hate", "illicit", "self-harm", "sexual", "violence"] as const;
const alarming = /\b(?:kill|attack|bomb|hurt)\b/i;

/** Flags what has a word of violence in it. */
export function answerModerations(call: DemoCall): UpstreamResponse {
  const { input, model = "omni-moderation-latest" } = call.body;
  if (input === undefined) return replyError(call, createBadRequest("Missing required parameter: 'input'.", "input"));
  const texts = Array.isArray(input) ? input : [input];
  const results = texts.slice(0, 100).map((item) => {
    const isViolent = alarming.test(typeof item === "string" ? item : JSON.stringify(item));
    const flags = categories.map((name) => [name, isViolent && name === "violence"] as const);
    const category_scores = Object.fromEntries(flags.map(([name, isFlagged]) => [name, isFlagged ? 0.97 : 0.0001]));
    return { flagged: isViolent, categories: Object.fromEntries(flags), category_scores };
  });
  return replyJson(call, { id: `modr-${createSeededRandom(call.seed).characters(24)}`, model, results });
}
