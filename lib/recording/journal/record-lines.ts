/** Text made of lines, one per value: joined and split in one go, where JSON looks at each character twice. */

const backslash = 0x5c;

/**
 * What may stand in a line as it is: Latin-1 without control characters, not beginning with the mark of what may not. For texts as
 * short as these a loop takes half the time of a regular expression.
 */
function isPlain(text: string): boolean {
  if (text.length === 0 || text.charCodeAt(0) === backslash) return false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit > 0xff || (unit > 0x7e && unit < 0xa0)) return false;
  }
  return true;
}

/** How values that are secret end in records. Not in Latin-1: it would make the whole text twice as large. */
const mask = "••••";

/**
 * The lines of masked values as they mostly are. Cutting the mask off would leave a text of two bytes per character, and
 * make the record that it becomes part of one as well.
 */
const maskedLines: ReadonlyMap<string, string> = new Map(
  ["", "Bearer ", "bearer ", "Basic ", "basic "].map((visible) => [visible + mask, `\\m${visible}`]),
);

function escapeText(text: string): string {
  const known = maskedLines.get(text);
  if (known !== undefined) return known;
  const visible = text.endsWith(mask) ? text.slice(0, -mask.length) : null;
  if (visible !== null && (visible === "" || isPlain(visible))) return `\\m${visible}`;
  return `\\${JSON.stringify(text)}`;
}

/** The line of a text; an empty line for `null`. */
export function toLine(text: string | null): string {
  if (text === null) return "";
  return isPlain(text) ? text : escapeText(text);
}

function toText(line: string): string | null {
  if (line === "") return null;
  if (line.charCodeAt(0) !== backslash) return line;
  return line.startsWith("\\m") ? line.slice(2) + mask : (JSON.parse(line.slice(1)) as string);
}

/** The line of anything that JSON can say; an empty one for nothing and for objects and lists without content. */
export function toJsonLine(value: object): string {
  return Object.keys(value).length === 0 ? "" : JSON.stringify(value);
}

/** Takes lines one after the other, as they were put. @throws RangeError when there are no more */
export class LineReader {
  private readonly lines: readonly string[];
  private at = 0;

  constructor(text: string) {
    this.lines = text.split("\n");
  }

  line(): string {
    const line = this.lines[this.at++];
    if (line === undefined) throw new RangeError("The record ends too early.");
    return line;
  }

  hasMore(): boolean {
    return this.at < this.lines.length;
  }

  textOrNull(): string | null {
    return toText(this.line());
  }

  text(): string {
    return this.textOrNull() ?? "";
  }

  number(): number {
    return Number(this.line());
  }

  numberOrNull(): number | null {
    const line = this.line();
    return line === "" ? null : Number(line);
  }

  numbers(): number[] {
    const line = this.line();
    return line === "" ? [] : line.split(",").map(Number);
  }

  /** @param empty what an empty line stands for */
  json<Value extends object>(empty: Value): Value {
    const line = this.line();
    return line === "" ? empty : (JSON.parse(line) as Value);
  }

  /** As many as the next line says. */
  list<Item>(read: (lines: this) => Item): Item[] {
    const items: Item[] = [];
    for (let left = this.number(); left > 0; left--) items.push(read(this));
    return items;
  }
}
