import { describe, expect, it } from "vitest";
import { findOrigin, formatBoundCredential, parseBoundCredential, pickKey } from "./bound-credential";

describe("a bound credential", () => {
  it.each(["https://api.example:8443", null])("reads back with its origin %s", (origin) => {
    const credential = { key: "sk-1", origin };
    expect(parseBoundCredential(formatBoundCredential(credential))).toEqual(credential);
  });

  it("is given to its own origin only", () => {
    const credential = { key: "sk-1", origin: findOrigin("https://llm.example/openai") };
    expect(pickKey(credential, "https://llm.example/other")).toBe("sk-1");
    expect(pickKey(credential, "https://llm.example:444")).toBeNull();
    expect(pickKey(credential, "http://llm.example")).toBeNull();
    expect(pickKey(credential, null)).toBeNull();
    expect(pickKey({ key: "sk-1", origin: null }, null)).toBe("sk-1");
    expect(pickKey({ key: "sk-1", origin: null }, "https://evil.example")).toBeNull();
  });
});
