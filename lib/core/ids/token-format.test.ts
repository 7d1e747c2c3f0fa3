import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mintToken, parseToken } from "./token-format";

describe("tokens", () => {
  it("have the documented form and parse back to their id", () => {
    const { token, publicId } = mintToken();
    expect(token).toMatch(/^dfr_[0-9A-Za-z]{12}_[0-9A-Za-z]{38}$/);
    expect(parseToken(token)).toEqual({ publicId });
  });

  it("are refused when any one character is wrong", () => {
    const { token } = mintToken();
    for (let at = 0; at < token.length; at++) {
      const wrong = token[at] === "x" ? "y" : "x";
      expect(parseToken(token.slice(0, at) + wrong + token.slice(at + 1))).toBeNull();
    }
  });

  it("never throw, whatever is sent instead", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseToken(text)).toBeNull();
      }),
    );
  });
});
