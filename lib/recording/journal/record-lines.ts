/**
 * Text made of lines, one per value: joined and split in one go, where JSON looks at each character twice. All of it is ASCII, so
 * that each character is one byte, and is written as such.
 */

import { isEmpty } from "@/lib/core/json/is-empty";

const backslash = 0x5c;
/**
 * What may stand in a line as it is: ASCII without control characters, not beginning with the mark of what may not. No loop: texts come
 * in all of the engine's representations, and then even their length costs more than this.
 */
const plain = /^[ -[\]-~][ -~]*$/;

const foreign = /[^\0-\x7f]/;
const foreignUnits = /[^\0-\x7f]/g;

/** JSON of a value in ASCII alone. */
export function toAsciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!foreign.test(json)) return json;
  return json.replace(foreignUnits, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** How values that are secret end in records. */
const mask = "••••";

/**
 * The lines of masked values as they mostly are. Cutting the mask off would leave a text of two bytes per character, and
 * make the record that it becomes part of one as well.
 */
const maskedLines: ReadonlyMap<string, string> = new Map(
  ["", "Bearer ", "bearer ", "Basic ", "basic "].map((visible) => [visible + mask, `\\m${visible}`]),
);

function escapeText(text: string): string {
  return maskedLines.get(text) ?? `\\${toAsciiJson(text)}`;
}

/** The line of a text; an empty line for `null`. */
export function toLine(text: string | null): string {
  if (text === null) return "";
  return plain.test(text) ? text : escapeText(text);
}

/** The line of a time in milliseconds: whole microseconds, which it mostly is, or an `m` after what it is. */
export function toTimeLine(ms: number | null | undefined): number | string {
  if (ms == null) return "";
  const micros = Math.round(ms * 1000);
  return micros / 1000 === ms ? micros : `${String(ms)}m`;
}

/** Ends records whose times are spelled so; earlier ones have milliseconds. */
export const timeUnitLine = "us";

function toText(line: string): string | null {
  if (line === "") return null;
  if (line.charCodeAt(0) !== backslash) return line;
  return line.startsWith("\\m") ? line.slice(2) + mask : (JSON.parse(line.slice(1)) as string);
}

/** The line of anything that JSON can say; an empty one for nothing and for objects and lists without content. */
export function toJsonLine(value: object): string {
  return isEmpty(value) ? "" : toAsciiJson(value);
}

/** Takes lines one after the other, as they were put. @throws RangeError when there are no more */
export class LineReader {
  private readonly lines: readonly string[];
  private at = 0;
  private readonly hasMicros: boolean;

  constructor(text: string) {
    this.lines = text.split("\n");
    this.hasMicros = this.lines.at(-1) === timeUnitLine;
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

  /** Milliseconds. */
  timeOrNull(): number | null {
    const line = this.line();
    if (line === "") return null;
    if (!this.hasMicros) return Number(line);
    return line.endsWith("m") ? Number(line.slice(0, -1)) : Number(line) / 1000;
  }

  /** Milliseconds. */
  time(): number {
    return this.timeOrNull() ?? 0;
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
