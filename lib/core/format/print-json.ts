import type { Json } from "../dialects/dialect-adapter";
import { isObject } from "../json/json-access";
import { joinPath, readPath } from "../json/json-path";

/** One line of printed JSON, and the value that it belongs to. */
export interface PrintedLine {
  readonly text: string;
  readonly path: string;
}

/** Longer texts, and those with line ends, are printed as blocks of real lines. */
const inlineLength = 100;
/** Line diffs look for words only in lines up to 500 characters. */
const maxLineLength = 400;
const sentence = /[^]*?[.!?;]\s+|[^]+$/g;

/** Breaks a long line where its words say so, never by counting, so that a change early in it does not move later breaks. */
function breakLine(line: string): string[] {
  if (line.length <= maxLineLength) return [line];
  const pieces: string[] = [];
  for (const part of line.match(sentence) ?? [line]) {
    for (let at = 0; at < part.length; at += maxLineLength) pieces.push(part.slice(at, at + maxLineLength));
  }
  return pieces;
}

function isLongText(value: Json | undefined): value is string {
  return typeof value === "string" && (value.length > inlineLength || value.includes("\n"));
}

class JsonPrinter {
  readonly lines: PrintedLine[] = [];

  constructor(private readonly other: Json | undefined) {}

  print(value: Json, place: Place): void {
    if (Array.isArray(value)) this.printItems(value as readonly Json[], place);
    else if (isObject(value)) this.printFields(value, place);
    else if (typeof value === "string" && (isLongText(value) || this.isLongInOther(place.path))) {
      this.printBlock(value, place);
    } else this.add(`${place.indent}${place.lead}${JSON.stringify(value)}${place.tail}`, place.path);
  }

  /** What is a block in one of two versions is one in both, or all of it would seem to have changed. */
  private isLongInOther(path: string): boolean {
    return this.other !== undefined && isLongText(readPath(this.other, path));
  }

  private add(text: string, path: string): void {
    this.lines.push({ text, path });
  }

  private printItems(items: readonly Json[], { path, indent, lead, tail }: Place): void {
    if (items.length === 0) {
      this.add(`${indent}${lead}[]${tail}`, path);
      return;
    }
    this.add(`${indent}${lead}[`, path);
    for (const [index, item] of items.entries()) {
      const end = index < items.length - 1 ? "," : "";
      this.print(item, { path: joinPath(path, index), indent: `${indent}  `, lead: "", tail: end });
    }
    this.add(`${indent}]${tail}`, path);
  }

  private printFields(value: Readonly<Record<string, Json>>, { path, indent, lead, tail }: Place): void {
    const keys = Object.keys(value);
    if (keys.length === 0) {
      this.add(`${indent}${lead}{}${tail}`, path);
      return;
    }
    this.add(`${indent}${lead}{`, path);
    for (const [index, key] of keys.entries()) {
      const end = index < keys.length - 1 ? "," : "";
      this.print(value[key] ?? null, {
        path: joinPath(path, key),
        indent: `${indent}  `,
        lead: `${JSON.stringify(key)}: `,
        tail: end,
      });
    }
    this.add(`${indent}}${tail}`, path);
  }

  private printBlock(value: string, { path, indent, lead, tail }: Place): void {
    this.add(`${indent}${lead}"""`, path);
    for (const line of value.split("\n")) {
      const pieces = breakLine(line);
      for (const [index, piece] of pieces.entries()) {
        this.add(`${indent}  ${piece}${index < pieces.length - 1 ? " ⤶" : ""}`, path);
      }
    }
    this.add(`${indent}"""${tail}`, path);
  }
}

interface Place {
  readonly path: string;
  readonly indent: string;
  readonly lead: string;
  readonly tail: string;
}

/**
 * Prints JSON for reading and comparing: two spaces, long texts as real lines between triple quotes. A line break that is
 * not in the text is marked with `⤶`.
 * @param other the version that it will be compared with
 */
export function printJson(value: Json, other?: Json): PrintedLine[] {
  const printer = new JsonPrinter(other);
  printer.print(value, { path: "", indent: "", lead: "", tail: "" });
  return printer.lines;
}
