import { describe, expect, it } from "vitest";
import { decodeSse } from "../sse/decode-sse";
import { assembleImages, assembleSpeech, assembleTranscription } from "./media-streams";
import type { Json, SseEvent } from "./dialect-adapter";

function frame(events: readonly Json[], lineEnd = "\n"): SseEvent[] {
  const lines = events.map((event) => `data: ${JSON.stringify(event)}${lineEnd}${lineEnd}`);
  return decodeSse(new TextEncoder().encode(`${lines.join("")}data: [DONE]${lineEnd}${lineEnd}`));
}

const usage = { type: "tokens", input_tokens: 9, output_tokens: 3, total_tokens: 12 };

describe("streams of pictures", () => {
  const terms = { background: "opaque", output_format: "png", quality: "low", size: "1024x1024" };
  const partial = (index: number): Json => {
    const about = { type: "image_generation.partial_image", created_at: 7, ...terms };
    return { ...about, partial_image_index: index, b64_json: `part${String(index)}` };
  };

  it.each(["image_generation", "image_edit"])("become what %s answers at once", (name) => {
    const done = { type: `${name}.completed`, created_at: 8, ...terms, b64_json: "AAAA", usage };
    expect(assembleImages(frame([partial(0), partial(1), done]))).toEqual({
      body: { created: 8, ...terms, usage, data: [{ b64_json: "AAAA" }] },
      isComplete: true,
      error: null,
    });
  });

  it("that break off keep the last state of the picture, and say that it is not the end", () => {
    const { body, isComplete } = assembleImages(frame([partial(0), partial(1)]));
    expect(body).toEqual({ created: 7, ...terms, data: [{ b64_json: "part1" }] });
    expect(isComplete).toBe(false);
  });

  it("keep the error that ended them", () => {
    const error = { type: "server_error", message: "Too busy." };
    expect(assembleImages(frame([partial(0), { type: "error", error }]))).toMatchObject({ isComplete: false, error });
  });
});

describe("streams of sounds", () => {
  it("become the sound, however its pieces were padded", () => {
    const sound = Uint8Array.from({ length: 100 }, (_, index) => index * 2);
    const pieces = [sound.subarray(0, 10), sound.subarray(10, 61), sound.subarray(61)];
    const deltas = pieces.map((piece) => ({
      type: "speech.audio.delta",
      audio: Buffer.from(piece).toString("base64"),
    }));
    const { body, isComplete } = assembleSpeech(frame([...deltas, { type: "speech.audio.done", usage }]));
    expect(body).toEqual({ audio: Buffer.from(sound).toString("base64"), usage });
    expect(isComplete).toBe(true);
    expect(assembleSpeech(frame(deltas)).isComplete).toBe(false);
  });

  it("are only measured where they are long", () => {
    const audio = Buffer.alloc(300_000).toString("base64");
    expect(assembleSpeech(frame([{ type: "speech.audio.delta", audio }])).body).toEqual({ audio: { size: 300_000 } });
  });
});

describe("streams of transcripts", () => {
  const deltas = ["He", "llo"].map((delta) => ({ type: "transcript.text.delta", delta, logprobs: [{ token: delta }] }));

  it("become what was said, with its usage", () => {
    const done = { type: "transcript.text.done", text: "Hello", logprobs: [{ token: "Hello" }], usage };
    expect(assembleTranscription(frame([...deltas, done], "\r\n"))).toEqual({
      body: { text: "Hello", logprobs: [{ token: "Hello" }], usage },
      isComplete: true,
      error: null,
    });
  });

  it("that break off keep what was said so far", () => {
    const { body, isComplete } = assembleTranscription(frame(deltas));
    expect(body).toEqual({ text: "Hello", logprobs: [{ token: "He" }, { token: "llo" }] });
    expect(isComplete).toBe(false);
  });

  it("tell speakers apart", () => {
    const segments = ["A", "B"].map((speaker, index) => {
      return {
        type: "transcript.text.segment",
        id: `seg_${String(index)}`,
        start: index,
        end: index + 1,
        text: "Hi",
        speaker,
      };
    });
    const done = { type: "transcript.text.done", text: "Hi Hi" };
    expect(assembleTranscription(frame([...segments, done])).body).toEqual({ text: "Hi Hi", segments });
  });
});
