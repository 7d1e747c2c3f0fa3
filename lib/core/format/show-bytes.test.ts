import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { showBytes } from "./show-bytes";

describe("showBytes", () => {
  it("shows text as it is, the byte order mark and odd line ends too", () => {
    const text = '\ufeff{\r\n\t"a": "é🦊\u200b"}\n';
    expect(showBytes(Buffer.from(text), 0, "text")).toEqual({ form: "text", text, length: Buffer.byteLength(text) });
  });

  it("shows what is not text as numbers, with their place", () => {
    const { form, text } = showBytes(
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2, 3, 4, 5, 6, 7, 65]),
      0x10,
      "text",
    );
    expect(form).toBe("hex");
    expect(text.split("\n")).toEqual([
      "00000010  89 50 4e 47 0d 0a 1a 0a  00 01 02 03 04 05 06 07   |.PNG............|",
      `00000020  41${" ".repeat(49)}|A|`,
    ]);
  });

  it("shows the numbers of a text when asked to", () => {
    expect(showBytes(Buffer.from("Hi"), 0, "hex").text).toMatch(/^00000000 {2}48 69 +\|Hi\|$/);
  });

  it("shows half a character at the end as numbers", () => {
    expect(showBytes(Buffer.from([0xc3]), 0, "text").form).toBe("hex");
  });

  it("never cuts a character: pieces put together are the text", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
        fc.integer({ min: 4, max: 20 }),
        (text, size) => {
          const bytes = Buffer.from(text.replaceAll(/\p{Cc}/gu, "c"));
          let shown = "";
          for (let at = 0; at < bytes.length;) {
            const piece = showBytes(bytes.subarray(at, at + size), at, "text");
            expect(piece.form).toBe("text");
            expect(piece.length).toBeGreaterThan(0);
            shown += piece.text;
            at += piece.length;
          }
          expect(shown).toBe(bytes.toString());
        },
      ),
      { numRuns: 300 },
    );
  });
});
