import { findTwin } from "./find-look-alikes";

/** Names of characters that people meet in texts without seeing them (Unicode character database, in lower case). */
const names: Readonly<Record<string, string>> = {
  "\u0000": "null",
  "\u0007": "bell",
  "\u0008": "backspace",
  "\u000b": "vertical tab",
  "\u000c": "form feed",
  "\u001b": "escape",
  "\u007f": "delete",
  "\u00a0": "no-break space",
  "\u00ad": "soft hyphen",
  "\u034f": "combining grapheme joiner",
  "\u061c": "Arabic letter mark",
  "\u180e": "Mongolian vowel separator",
  "\u200b": "zero width space",
  "\u200c": "zero width non-joiner",
  "\u200d": "zero width joiner",
  "\u200e": "left-to-right mark",
  "\u200f": "right-to-left mark",
  "\u2028": "line separator",
  "\u2029": "paragraph separator",
  "\u202a": "left-to-right embedding",
  "\u202b": "right-to-left embedding",
  "\u202c": "pop directional formatting",
  "\u202d": "left-to-right override",
  "\u202e": "right-to-left override: what follows is shown backwards",
  "\u202f": "narrow no-break space",
  "\u205f": "medium mathematical space",
  "\u2060": "word joiner",
  "\u2061": "function application",
  "\u2066": "left-to-right isolate",
  "\u2067": "right-to-left isolate",
  "\u2068": "first strong isolate",
  "\u2069": "pop directional isolate",
  "\u2800": "Braille pattern blank",
  "\u3000": "ideographic space",
  "\u3164": "Hangul filler",
  "\ufeff": "zero width no-break space (byte order mark)",
  " ": "space",
  "\t": "tab",
  "\r": "carriage return",
  "\n": "line break",
};

interface Range {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

const ranges: readonly Range[] = [
  { from: 0x0001, to: 0x001f, name: "control character" },
  { from: 0x0080, to: 0x009f, name: "control character" },
  { from: 0x2000, to: 0x200a, name: "space of a special width" },
  { from: 0xd800, to: 0xdfff, name: "half of a surrogate pair" },
  { from: 0xfe00, to: 0xfe0f, name: "variation selector" },
  { from: 0xe0000, to: 0xe007f, name: "tag character: hidden text can be written in them" },
  { from: 0xe0100, to: 0xe01ef, name: "variation selector" },
];

const scripts = ["Cyrillic", "Greek", "Armenian", "Cherokee", "Lisu", "Latin"] as const;

function nameScript(character: string): string {
  const found = scripts.find((script) => new RegExp(`\\p{Script=${script}}`, "u").test(character));
  return found === undefined ? "character" : `${found} letter`;
}

/** What a character is called in words, for those that a reader would not see or would take for others. */
export function nameCharacter(character: string): string {
  const named = names[character];
  if (named !== undefined) return named;
  const point = character.codePointAt(0) ?? 0;
  const range = ranges.find(({ from, to }) => point >= from && point <= to);
  if (range !== undefined) return range.name;
  const twin = findTwin(character);
  return twin === null ? "invisible character" : `${nameScript(character)} that looks like “${twin}”`;
}
