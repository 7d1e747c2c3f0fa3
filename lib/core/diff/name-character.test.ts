import { describe, expect, it } from "vitest";
import { nameCharacter } from "./name-character";
import { revealInvisible } from "./reveal-invisible";

describe("nameCharacter", () => {
  it.each([
    ["\u200b", "zero width space"],
    ["\u202e", "right-to-left override: what follows is shown backwards"],
    ["\u0430", "Cyrillic letter that looks like “a”"],
    ["\u03bf", "Greek letter that looks like “o”"],
    ["\u{e0041}", "tag character: hidden text can be written in them"],
    ["\ud800", "half of a surrogate pair"],
    ["\u0003", "control character"],
    ["\t", "tab"],
  ])("knows %j", (character, name) => {
    expect(nameCharacter(character)).toBe(name);
  });

  it("has a name for whatever is revealed", () => {
    const text = Array.from({ length: 0x3200 }, (_, point) => String.fromCodePoint(point)).join("a");
    for (const piece of revealInvisible(text, true)) {
      if (!("text" in piece)) expect(nameCharacter(piece.character)).not.toBe("");
    }
  });
});
