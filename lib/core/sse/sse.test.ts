import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSse } from "./decode-sse";
import { createSseSplitter, type RawEvent } from "./sse-splitter";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const piece = fc.oneof(
  fc.constantFrom(
    "\n",
    "\r",
    "\r\n",
    "\n\n",
    "\r\n\r\n",
    "data: x",
    "data:y",
    "data",
    "event: e",
    "event:",
    ": hi",
    "id: 1",
  ),
  fc.constantFrom("error: junk", "data:  two", "é", "😀", "\ufeff", "data: [DONE]", "retry"),
  fc.string(),
);
const stream = fc.array(piece, { maxLength: 40 }).map((pieces) => encode(pieces.join("")));

function split(bytes: Uint8Array, sizes: readonly number[]): RawEvent[] {
  const splitter = createSseSplitter();
  const events: RawEvent[] = [];
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    events.push(...splitter.push(bytes.subarray(at, at + size)));
    at = Math.min(at + size, bytes.length);
  }
  return [...events, ...splitter.end()];
}

describe("decodeSse", () => {
  it.each([
    ["LF", "event: a\ndata: 1\n\ndata: 2\n\n"],
    ["CRLF", "event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n"],
    ["CR", "event: a\rdata: 1\r\rdata: 2\r\r"],
    ["a missing last blank line", "event: a\ndata: 1\n\ndata: 2"],
    ["a byte order mark", "\ufeffevent: a\ndata: 1\n\ndata: 2\n\n"],
    ["comments", ": one\n\nevent: a\n: two\ndata: 1\n\n: three\n\ndata: 2\n\n"],
    ["the name after the data", "data: 1\nevent: a\n\ndata: 2\n\n"],
  ])("reads %s", (_name, text) => {
    expect(decodeSse(encode(text))).toEqual([
      { name: "a", data: "1" },
      { name: null, data: "2" },
    ]);
  });

  it("joins data lines, keeps spaces but the first, and knows data without a value", () => {
    expect(decodeSse(encode("data: {\ndata:  1 \ndata\ndata:}\n\ndatax: no\n\n"))).toEqual([
      { name: null, data: "{\n 1 \n\n}" },
    ]);
  });
});

describe("createSseSplitter", () => {
  it("loses no byte and finds the same events wherever the bytes are split", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(9), { maxLength: 60 }), (bytes, sizes) => {
        const whole = split(bytes, []);
        const parts = split(bytes, sizes);
        expect(parts).toEqual(whole);
        expect(Buffer.concat(parts.map((event) => event.raw))).toEqual(Buffer.from(bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives an event with its blank line, not later", () => {
    const splitter = createSseSplitter();
    expect(splitter.push(encode("data: 1\n"))).toHaveLength(0);
    expect(splitter.push(encode("\n"))).toHaveLength(1);
  });
});
