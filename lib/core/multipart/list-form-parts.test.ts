import fastCheck from "fast-check";
import { describe, expect, it } from "vitest";
import { findBytes } from "./find-bytes";
import { listFormParts } from "./list-form-parts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function encode(form: FormData): Promise<{ body: Uint8Array; type: string }> {
  const request = new Request("http://x", { method: "POST", body: form });
  return { body: new Uint8Array(await request.arrayBuffer()), type: request.headers.get("content-type") ?? "" };
}

describe("findBytes", () => {
  it("finds what indexOf finds", () => {
    const text = fastCheck.string({ unit: fastCheck.constantFrom("a", "b", "-"), maxLength: 60 });
    const few = fastCheck.string({ unit: fastCheck.constantFrom("a", "b", "-"), maxLength: 5 });
    fastCheck.assert(
      fastCheck.property(text, few, (haystack, needle) => {
        expect(findBytes(bytes(haystack), bytes(needle))).toBe(haystack.indexOf(needle));
      }),
    );
  });
});

describe("listFormParts", () => {
  it("reads what a real client writes: fields as text, files as size and type", async () => {
    const form = new FormData();
    form.append("file", new File([new Uint8Array(300_000).fill(13)], 'a "b".wav', { type: "audio/wav" }));
    form.append("model", "whisper-1");
    form.append("prompt", "Größe\r\n--x");
    form.append("stream", "true");
    const { body, type } = await encode(form);
    expect(listFormParts(body, type)).toMatchObject([
      { name: "file", contentType: "audio/wav", size: 300_000, text: null, isComplete: true },
      { name: "model", filename: null, text: "whisper-1", size: 9 },
      { name: "prompt", text: "Größe\r\n--x" },
      { name: "stream", text: "true", isComplete: true },
    ]);
  });

  it("reads what is there of a body that was cut", async () => {
    const form = new FormData();
    form.append("model", "whisper-1");
    form.append("file", new File([new Uint8Array(1000)], "a.wav"));
    const { body, type } = await encode(form);
    expect(listFormParts(body.subarray(0, 600), type)).toMatchObject([
      { name: "model", isComplete: true },
      { name: "file", isComplete: false },
    ]);
  });

  it("never throws, and says nothing of what is no form", () => {
    expect(listFormParts(bytes("{}"), "application/json")).toBeNull();
    expect(listFormParts(bytes("{}"), "multipart/form-data")).toBeNull();
    expect(listFormParts(bytes("nothing"), "multipart/form-data; boundary=x")).toBeNull();
    const type = 'multipart/form-data; boundary="a b"';
    expect(
      listFormParts(bytes("--a b\r\ncontent-disposition: form-data; name=n\r\n\r\n1\r\n--a b--"), type),
    ).toMatchObject([{ name: "n", text: "1" }]);
    const junk = fastCheck.string({ unit: fastCheck.constantFrom("--x", "\r\n", "name=", "a", '"', ";", "\0") });
    fastCheck.assert(
      fastCheck.property(junk, (text) => {
        listFormParts(bytes(`--x\r\n${text}`), "multipart/form-data; boundary=x");
      }),
    );
  });
});
