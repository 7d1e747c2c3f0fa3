import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { cannedBytes, cannedJson, cannedStream, type CannedAnswer } from "./canned-answer";
import { onePixel } from "./client-driver";

/** Every byte value, many times: nothing that any encoding would survive. */
const sound = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));

function describeFile(digest: string): Json {
  const state = { object: "file", created_at: 1_793_491_200, purpose: "batch", status: "processed" };
  return { id: "file-canned", filename: digest, bytes: 100_000, ...state };
}

function transcribe(digest: string): CannedAnswer {
  return cannedJson({ text: digest, usage: { type: "duration", seconds: 2 } });
}

const posts: Readonly<Record<string, (digest: string) => CannedAnswer>> = {
  "/v1/images/generations": () => cannedJson({ created: 1, data: [{ b64_json: onePixel }], output_format: "png" }),
  "/v1/images/edits": (digest) => cannedJson({ created: 1, data: [{ b64_json: onePixel, revised_prompt: digest }] }),
  "/v1/audio/speech": () => cannedBytes(sound, "audio/mpeg"),
  "/v1/audio/transcriptions": transcribe,
  "/v1/files": (digest) => cannedJson(describeFile(digest)),
};

function streamTranscript(digest: string): CannedAnswer {
  const words = digest.match(/.{8}/g) ?? [];
  const events: Json[] = words.map((delta) => ({ type: "transcript.text.delta", delta }));
  const text = [...events, { type: "transcript.text.done", text: digest }].map(
    (event) => `data: ${JSON.stringify(event)}\n\n`,
  );
  return cannedStream(Buffer.from(text.join("")), 37);
}

/**
 * Images, audio and files, which the demo provider does not have.
 * @param digest of the request's body, said back so that a changed upload shows
 * @param asksStream whether the form asks for a stream
 */
export function answerMedia(method: string, path: string, { digest, asksStream }: Upload): CannedAnswer | null {
  if (method === "POST" && path === "/v1/audio/transcriptions" && asksStream) return streamTranscript(digest);
  if (method === "POST") return posts[path]?.(digest) ?? null;
  if (path === "/v1/files/file-canned/content") return cannedBytes(sound, "application/octet-stream");
  if (method === "DELETE" && path === "/v1/files/file-canned")
    return cannedJson({ id: "file-canned", object: "file", deleted: true });
  return null;
}

/** What matters of a request's body here. */
export interface Upload {
  readonly digest: string;
  readonly asksStream: boolean;
}
