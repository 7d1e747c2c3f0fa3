import { describe, expect, it } from "vitest";
import { previewBinary, previewOtherRequest, previewOtherResponse } from "./preview-endpoint";

describe("a preview of a request", () => {
  it.each([
    ["embeddings", { input: "one text" }, "one text"],
    ["embeddings", { input: ["first", "second", "third"] }, "first (and 2 more)"],
    ["embeddings", { input: [[1, 2], [3]] }, "2 inputs"],
    ["moderations", { input: [{ type: "text", text: "kind words" }] }, "kind words"],
    ["images.generations", { prompt: "a prism" }, "a prism"],
    ["images.variations", { image: { filename: "a.png", size: 1500 } }, "a.png, 1.5 kB"],
    [
      "audio.transcriptions",
      { file: { filename: "call.wav", content_type: "audio/wav", size: 5000 } },
      "call.wav, 5.0 kB",
    ],
    ["messages.batches", { requests: [{}, {}] }, "2 requests"],
    ["files", {}, null],
    ["embeddings", [1], null],
  ])("of %s %j", (endpoint, body, preview) => {
    expect(previewOtherRequest(endpoint, body)).toBe(preview);
  });
});

describe("a preview of an answer", () => {
  it.each([
    ["embeddings", { data: [{ embedding: [1, 2, 3] }, { embedding: [1, 2, 3] }] }, "2 vectors of 3 numbers"],
    ["embeddings", { data: [{ embedding: Buffer.alloc(4 * 256).toString("base64") }] }, "1 vector of 256 numbers"],
    ["moderations", { results: [{ categories: { hate: false, violence: true } }] }, "Flagged: violence"],
    ["moderations", { results: [{ categories: { hate: false } }] }, "Not flagged"],
    ["images.generations", { data: [{ b64_json: "x" }] }, "1 image"],
    ["audio.transcriptions", { text: "Hello there" }, "Hello there"],
    ["models", { data: [1, 2] }, "2 models"],
    ["files.list", { data: [] }, "0 items"],
    ["batches", { id: "batch_1", status: "completed" }, "batch_1, completed"],
    ["messages.batches.results", { lines: [{}, {}] }, "2 lines"],
    ["files", { error: { message: "too large" } }, "too large"],
    ["files", null, null],
  ])("of %s %j", (endpoint, body, preview) => {
    expect(previewOtherResponse(endpoint, body)).toBe(preview);
  });

  it("of what is no text says what it is", () => {
    expect(previewBinary("audio/mpeg", 1040)).toBe("audio/mpeg, 1.0 kB");
    expect(previewBinary("application/json", 10)).toBeNull();
    expect(previewBinary(null, 10)).toBeNull();
  });
});
