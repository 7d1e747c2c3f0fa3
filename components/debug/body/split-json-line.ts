export interface JsonToken {
  readonly kind: "key" | "text" | "literal" | "plain";
  readonly text: string;
}

const keyed = /^(\s*)("(?:[^"\\]|\\.)*")(:\s*)(.*)$/s;
const literal = /^(-?\d[\d.eE+-]*|true|false|null)(,?\s*)$/;
const quoted = /^"/;

function splitValue(text: string): JsonToken[] {
  const found = literal.exec(text);
  if (found) {
    const [, value = "", rest = ""] = found;
    return [
      { kind: "literal", text: value },
      { kind: "plain", text: rest },
    ];
  }
  return [{ kind: quoted.test(text) ? "text" : "plain", text }];
}

/**
 * One line of printed JSON, or the beginning of one, in pieces that have a colour. A piece from the middle of a line is
 * plain, since nothing tells what it belongs to. Joining the pieces gives the line back.
 */
export function splitJsonLine(line: string): JsonToken[] {
  const found = keyed.exec(line);
  const tokens: JsonToken[] = [];
  if (found) {
    const [, indent = "", key = "", colon = "", value = ""] = found;
    tokens.push({ kind: "plain", text: indent }, { kind: "key", text: key }, { kind: "plain", text: colon });
    tokens.push(...splitValue(value));
  } else {
    const indent = /^\s{2,}/.exec(line)?.[0] ?? "";
    tokens.push({ kind: "plain", text: indent });
    tokens.push(...(indent === "" ? [{ kind: "plain" as const, text: line }] : splitValue(line.slice(indent.length))));
  }
  return tokens.filter((token) => token.text !== "");
}
