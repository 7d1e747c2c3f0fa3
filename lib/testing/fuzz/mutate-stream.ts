/** Damages recorded streams in the ways that networks, proxies and vendors do, and in some that only an enemy would think of. */
import type { SeededChoices } from "../oracle/seeded-choices";

/** One way of damaging; may give back the same bytes. */
type Mutation = (bytes: Buffer, choices: SeededChoices, other: Buffer) => Buffer;

/** Nested deeper than a stack of calls goes, and than any body means something. */
const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;

const junk: readonly Buffer[] = [
  ...[
    "\ufeff",
    "\r",
    "\n",
    "\r\n",
    "\n\n",
    "\r\r",
    "\r\n\r\n",
    "\0",
    ":",
    ": keep-alive\n\n",
    "data",
    "data:",
    "event:",
  ],
  ...[
    'error: {"detail":"failed to fetch"}\n',
    "<html><body>502</body></html>",
    "data: [DONE]\n\n",
    "data: [DONE] \n\n",
  ],
  ...[
    "id: 7\nretry: 1\n",
    "event: error\n",
    "\u2028",
    '"',
    "\\",
    "\\u",
    "\\ud83d",
    "{",
    "}",
    "]",
    ",",
    "null",
    "1e999",
  ],
  ...[
    'data: {"error":{"message":"overloaded","type":"server_error"}}\n\n',
    "data: null\n\n",
    "data: 7\n\n",
    "data: []\n\n",
  ],
  ...['data: {"choices":[{"index":1e9,"delta":{"content":"x"}}]}\n\n', 'data: {"type":"content_block_delta"}\n\n'],
  ...['data: {"type":"response.output_text.delta","output_index":-1,"content_index":4000000000,"delta":"x"}\n\n'],
  ...['data: {"__proto__":{"type":"message_stop"},"constructor":1,"toString":null}\n\n', `data: ${deep}\n\n`],
  ...[`data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","input":${deep}}}\n\n`],
  ...[
    'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","input":{}}}\n\n' +
      `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"${deep}"}}\n\n`,
  ],
  ...[`data: {"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"${deep}"}}]}}]}\n\n`],
].map((text) => Buffer.from(text));

const badBytes: readonly Buffer[] = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98], [0xfe, 0xff], [0x80]].map(
  (values) => Buffer.from(values),
);

const oddities: readonly unknown[] = [
  ...[null, true, 0, -1, 1e308, 4_294_967_296, 1.5, "", "__proto__", "\ud800", "\u0000", "[DONE]", "123-45-6789"],
  ...[[], {}, [[]], [null], { length: -1 }, { type: "text" }, "content_block_start", "response.completed"],
];

function splice(bytes: Buffer, from: number, to: number, piece: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(to)]);
}

function pickFrom<T>(items: readonly T[], choices: SeededChoices): T | undefined {
  return items[choices.below(items.length)];
}

function flipBytes(bytes: Buffer, choices: SeededChoices): Buffer {
  const out = Buffer.from(bytes);
  for (let count = 1 + choices.below(4); count > 0; count--) out[choices.below(out.length)] = choices.below(256);
  return out;
}

function cut(bytes: Buffer, choices: SeededChoices): Buffer {
  return bytes.subarray(0, choices.below(bytes.length + 1));
}

function dropRange(bytes: Buffer, choices: SeededChoices): Buffer {
  const from = choices.below(bytes.length);
  return splice(bytes, from, Math.min(bytes.length, from + 1 + choices.below(200)), Buffer.alloc(0));
}

function insert(bytes: Buffer, choices: SeededChoices): Buffer {
  const at = choices.below(bytes.length + 1);
  return splice(bytes, at, at, pickFrom([...junk, ...badBytes], choices) ?? Buffer.alloc(0));
}

/** Where a line, or an event, begins: junk does most harm there. */
function insertBetween(bytes: Buffer, choices: SeededChoices): Buffer {
  const found = bytes.indexOf("\n", choices.below(bytes.length));
  const at = found < 0 ? bytes.length : found + 1;
  return splice(bytes, at, at, pickFrom(junk, choices) ?? Buffer.alloc(0));
}

/** Doubles, drops or moves one piece: a line, or an event. */
function rearrange(separator: RegExp): Mutation {
  return (bytes, choices) => {
    const pieces = bytes.toString("latin1").split(separator);
    const from = choices.below(pieces.length);
    const [piece = ""] = pieces.splice(from, 1);
    const how = choices.below(3);
    if (how === 0) pieces.splice(from, 0, piece, piece);
    if (how === 1) pieces.splice(choices.below(pieces.length + 1), 0, piece);
    return Buffer.from(pieces.join(""), "latin1");
  };
}

function changeLineEnds(bytes: Buffer, choices: SeededChoices): Buffer {
  const end = choices.pick(["\r\n", "\r", "\n\n", "\n\r"]);
  const keep = choices.below(3);
  const text = bytes.toString("latin1").replaceAll(/\r?\n/g, (own) => (choices.below(3) < keep ? own : end));
  return Buffer.from(text, "latin1");
}

/** Part of another stream in the middle of this one. */
function graft(bytes: Buffer, choices: SeededChoices, other: Buffer): Buffer {
  const from = choices.below(other.length);
  const piece = other.subarray(from, from + 1 + choices.below(2_000));
  const at = choices.below(bytes.length + 1);
  return splice(bytes, at, at, piece);
}

/** Every place in a JSON value, as its holder and key. */
function listPlaces(value: unknown, places: [Record<string, unknown>, string][] = []): typeof places {
  if (typeof value !== "object" || value === null) return places;
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder)) {
    places.push([holder, key]);
    listPlaces(holder[key], places);
  }
  return places;
}

/** The event is well formed and says something that it never says: the wrong type, nothing, or something twice. */
function changeValue(bytes: Buffer, choices: SeededChoices): Buffer {
  const lines = bytes.toString("utf8").split("\n");
  const at = choices.below(lines.length);
  const line = lines[at] ?? "";
  if (!line.startsWith("data: {")) return flipBytes(bytes, choices);
  try {
    const event: unknown = JSON.parse(line.slice(6));
    const [holder, key] = pickFrom(listPlaces(event), choices) ?? [{}, ""];
    if (choices.below(4) === 0) Reflect.deleteProperty(holder, key);
    else holder[key] = pickFrom(oddities, choices);
    lines[at] = `data: ${JSON.stringify(event)}`;
  } catch {
    return bytes;
  }
  return Buffer.from(lines.join("\n"));
}

const mutations: readonly [Mutation, ...Mutation[]] = [
  ...([flipBytes, cut, dropRange, insert, insertBetween, changeLineEnds, graft] as const),
  ...([rearrange(/(?<=\n)/), rearrange(/(?<=\n\n)/), changeValue, changeValue, changeValue] as const),
];

/** The stream with one to four things done to it, all of them chosen by the seed. */
export function mutateStream(bytes: Buffer, choices: SeededChoices, other: Buffer): Buffer {
  let out = bytes;
  for (let count = 1 + choices.below(4); count > 0; count--) {
    if (out.length > 0) out = choices.pick(mutations)(out, choices, other);
  }
  return out;
}

/** Single bytes of a long stream would take minutes, and show nothing more. */
const mostPieces = 500;

/** A stream in pieces of every size, many of them small. */
export function cutAnywhere(bytes: Buffer, choices: SeededChoices): Buffer[] {
  const pieces: Buffer[] = [];
  const longest = Math.max(choices.pick([1, 3, 20, 200, 5_000]), Math.ceil((2 * bytes.length) / mostPieces));
  for (let at = 0; at < bytes.length;) {
    const size = 1 + choices.below(longest);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}
