import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askForUsage } from "./ask-for-usage";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const ask = (text: string): string | null => {
  const asked = askForUsage(encode(text));
  return asked === null ? null : new TextDecoder().decode(asked);
};

describe("askForUsage", () => {
  it.each([
    ['{"stream":true}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    [
      ' { "stream" : true , "n" : 1.0 }\n',
      ' { "stream" : true,"stream_options":{"include_usage":true} , "n" : 1.0 }\n',
    ],
    ['{"stream":true,"stream_options":null}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    ['{"stream":true,"stream_options":{}}', '{"stream":true,"stream_options":{"include_usage":true}}'],
    ['{"stream":true,"stream_options":{ }}', '{"stream":true,"stream_options":{"include_usage":true }}'],
    [
      '{"stream_options":{ "include_obfuscation":false},"stream":true}',
      '{"stream_options":{"include_usage":true, "include_obfuscation":false},"stream":true}',
    ],
    [
      '{"stream":true,"stream_options":{"include_usage": false, "x":[1,{"}":"]"}]}}',
      '{"stream":true,"stream_options":{"include_usage": true, "x":[1,{"}":"]"}]}}',
    ],
    ['{"a":"\\"}","stream":true}', '{"a":"\\"}","stream":true,"stream_options":{"include_usage":true}}'],
  ])("splices into %s", (given, asked) => {
    expect(ask(given)).toBe(asked);
  });

  it.each([
    "",
    "[]",
    "null",
    '{"stream":false}',
    '{"stream":"true"}',
    '{"messages":[{"stream":true}]}',
    '{"stream":true,"stream_options":{"include_usage":true}}',
    '{"stream":true,"stream_options":{"include_usage":1}}',
    '{"stream":true,"stream_options":[]}',
    '{"stream":true,"stream_options":"x"}',
    '{"stream":true,"stream":true}',
    '{"stream":true,"stream_options":{},"stream_options":{}}',
    '{"stream":true,"stream_options":{"include_usage":false,"include_usage":false}}',
    '{"stream":true',
    '{"stream":true,',
    '{"stream":}',
    "{stream:true}",
    '{"stream" true}',
  ])("leaves %s alone", (given) => {
    expect(ask(given)).toBeNull();
  });

  it("adds the wish and nothing else, whatever the body holds", () => {
    const options = fc.option(
      fc.dictionary(
        fc.string().filter((key) => key !== "include_usage" && key !== "__proto__"),
        fc.jsonValue(),
      ),
      {
        nil: null,
      },
    );
    const fields = fc.dictionary(
      fc.string().filter((key) => !["stream", "stream_options", "__proto__"].includes(key)),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fields, options, fc.constantFrom(undefined, 1, "\t"), (rest, given, space) => {
        const body = { ...rest, stream: true, ...(given === null ? {} : { stream_options: given }) };
        const asked = ask(JSON.stringify(body, null, space));
        const expected = { ...body, stream_options: { ...given, include_usage: true } };
        expect(JSON.parse(asked ?? "")).toEqual(JSON.parse(JSON.stringify(expected)));
      }),
    );
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        askForUsage(bytes);
      }),
    );
    const parts = fc.constantFrom('{"stream":true', "{", "}", "[", "]", ",", ":", '"', "\\", "true", " ", '"stream"');
    fc.assert(
      fc.property(fc.array(parts), (texts) => {
        askForUsage(encode(texts.join("")));
      }),
    );
  });
});
