import { describe, expect, it } from "vitest";
import type { Json } from "../dialects/dialect-adapter";
import { listLogprobs } from "./list-logprobs";
import { spliceJson } from "./splice-json";

describe("log probabilities of an edited text", () => {
  it("become an empty list where they are a list, which clients may go through", () => {
    const text = '{"type":"response.output_text.delta","delta":"a","logprobs":[{"token":"bob@"}]}';
    const splices = listLogprobs(JSON.parse(text) as Json, ["delta"]);
    expect(spliceJson(text, splices)).toBe('{"type":"response.output_text.delta","delta":"a","logprobs":[]}');
  });

  it("go with it, and only those", () => {
    const text =
      '{"choices":[{"message":{"content":"a"},"logprobs":{"content":[{"token":"bob@"}]}, "x":1},{"logprobs":[1]}]}';
    const splices = listLogprobs(JSON.parse(text) as Json, ["choices[0].message.content"]);
    expect(spliceJson(text, [{ path: "choices[0].message.content", value: "b" }, ...splices])).toBe(
      '{"choices":[{"message":{"content":"b"},"logprobs":null, "x":1},{"logprobs":[1]}]}',
    );
  });

  it("beside a text of the Responses dialect are found too; null ones are left alone", () => {
    const body = { output: [{ content: [{ text: "a", logprobs: [{}] }] }], choices: [{ logprobs: null }] };
    expect(listLogprobs(body, ["output[0].content[0].text", "choices[0].text"])).toEqual([
      { path: "output[0].content[0].logprobs", value: null },
    ]);
  });
});
