import { describe, expect, it } from "vitest";
import { findPastedId } from "./find-pasted-id";

describe("findPastedId", () => {
  it("finds a call id alone, in a header line and in a URL", () => {
    const id = "0193ab7c-11aa-7bbb-8ccc-0123456789ab";
    expect(findPastedId(` ${id} `)).toEqual({ kind: "call", id });
    expect(findPastedId(`x-diffract-call-id: ${id.toUpperCase()}`)).toEqual({ kind: "call", id });
    expect(findPastedId(`http://localhost/debug/request/${id}?tab=request`)).toEqual({ kind: "call", id });
  });

  it("finds a trace id, and the one inside a traceparent", () => {
    const id = "4bf92f3577b34da6a3ce929d0e0e4736";
    expect(findPastedId(id)).toEqual({ kind: "trace", id });
    expect(findPastedId(`traceparent: 00-${id}-00f067aa0ba902b7-01`)).toEqual({ kind: "trace", id });
  });

  it("takes other text for words", () => {
    expect(findPastedId("gpt-5")).toBeNull();
    expect(findPastedId("")).toBeNull();
    expect(findPastedId("4bf92f3577b34da6a3ce929d0e0e47361")).toBeNull();
  });
});
