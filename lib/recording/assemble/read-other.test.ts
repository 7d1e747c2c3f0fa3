import { describe, expect, it } from "vitest";
import { buildEnd, type Bodies } from "../__fixtures__/build-records";
import { readBody } from "./read-body";

const { record } = buildEnd();
const [template] = record.bodies;

/** The readable view of a body of this type, and the notes that came of it. */
function read(content: Bodies["client_request"], contentType: string) {
  if (template === undefined || content === undefined || typeof content === "string") throw new Error("no bytes");
  const bytes = Buffer.from(content);
  const sizes = { size: bytes.length, captured: bytes.length, same_as: null, content_encoding: null };
  const notes = new Set<string>();
  const view = readBody({
    body: { ...template, ...sizes, content_type: contentType },
    bytes,
    assembleStream: null,
    notes,
  });
  return { shown: view.shown, notes: [...notes], isKnown: view.value !== undefined };
}

describe("bodies that are no JSON", () => {
  it("are shown as their parts when they are forms", async () => {
    const form = new FormData();
    form.append("model", "whisper-1");
    form.append("include[]", "logprobs");
    form.append("include[]", "x");
    form.append("file", new File([new Uint8Array(2_000).fill(91)], "call.wav", { type: "audio/wav" }));
    form.append("__proto__", "kept");
    const request = new Request("http://x", { method: "POST", body: form });
    const type = request.headers.get("content-type") ?? "";
    const { shown, notes } = read(new Uint8Array(await request.arrayBuffer()), type);
    expect(JSON.stringify(shown)).toBe(
      '{"model":"whisper-1","include[]":["logprobs","x"],"file":{"filename":"call.wav","content_type":"audio/wav","size":2000},"__proto__":"kept"}',
    );
    expect(notes).toEqual([]);
  });

  it("are shown as what they are when nobody reads them, however their bytes look", () => {
    const { shown, notes, isKnown } = read(new Uint8Array(5_000).fill(91), "audio/mpeg");
    expect(shown).toEqual({ content_type: "audio/mpeg", size: 5_000, note: "Not text. The raw bytes are kept." });
    expect([notes, isKnown]).toEqual([[], false]);
  });

  it("are shown as text, or line by line", () => {
    expect(read(Buffer.from("WEBVTT\n\nHello"), "text/vtt").shown).toEqual({ text: "WEBVTT\n\nHello" });
    const lines = '{"custom_id":"a"}\n{"custom_id":"b"}\n';
    for (const type of ["application/x-jsonl", "application/octet-stream"]) {
      expect(read(Buffer.from(lines), type).shown).toEqual({ lines: [{ custom_id: "a" }, { custom_id: "b" }] });
    }
    expect(read(Buffer.from('{"a":1}'), "text/plain").shown).toEqual({ a: 1 });
    expect(read(Buffer.from([255, 0, 1]), "application/octet-stream").isKnown).toBe(false);
  });

  it("are shown as their last event when they are streams of no dialect", () => {
    const events = ["transcript.text.delta", "transcript.text.done"].map((type) => `data: {"type":"${type}"}\r\n\r\n`);
    const stream = `${events.join("")}data: [DONE]\r\n\r\n`;
    expect(read(Buffer.from(stream), "text/event-stream").shown).toEqual({ type: "transcript.text.done" });
  });
});
