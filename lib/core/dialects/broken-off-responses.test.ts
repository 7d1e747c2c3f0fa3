/** A Responses stream that breaks off anywhere is kept as far as the official SDK has it. */
import { describe, expect, it } from "vitest";
import { accumulateStream } from "@/lib/testing/accumulate-stream";
import { frameEvents, listEveryItem } from "@/lib/testing/frame-responses";
import { asArray, asObject } from "../json/json-access";
import { decodeSse } from "../sse/decode-sse";
import type { Json } from "./dialect-adapter";
import { assembleResponse } from "./openai-responses-assembler";

const events = listEveryItem("Hello, what is it?");

/** Without what only the SDK adds. */
function listOutput(response: Json): Json {
  const text = JSON.stringify(asArray(asObject(response)?.output));
  return JSON.parse(text, (key, value: Json) => (key.startsWith("parsed") ? undefined : value)) as Json;
}

describe("a Responses stream that breaks off", () => {
  it("after any event is what the official SDK has by then, as incomplete", async () => {
    for (let count = 1; count < events.length; count++) {
      const bytes = frameEvents(events.slice(0, count));
      const { body, isComplete } = assembleResponse(decodeSse(bytes));
      const official = await accumulateStream("openai-responses", bytes);
      expect(official, String(count)).not.toBeNull();
      expect(listOutput(body), String(count)).toEqual(listOutput(official));
      expect([isComplete, asObject(body)?.status]).toEqual([false, "incomplete"]);
    }
  });

  it("at its end is the response of its end", () => {
    const { body, isComplete } = assembleResponse(decodeSse(frameEvents(events)));
    expect([body, isComplete]).toEqual([events.at(-1)?.response, true]);
  });
});
