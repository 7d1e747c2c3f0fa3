/** One string or number inside JSON text: decodes it piece by piece and maps edits of what it says back to how it is written. */
import type { ScanResult, TextEdit, TextScanner } from "../contracts/policy";

/** A run of decoded text and where it is written: one to one, or a single character written as an escape. */
interface Segment {
  readonly decoded: number;
  readonly raw: number;
  readonly isEscape: boolean;
}

interface LeafEdit extends TextEdit {
  readonly leaf: { readonly start: number; readonly end: number; readonly from: string; readonly to: string };
}

interface LeafResult {
  readonly decidedTo: number;
  readonly edits: readonly LeafEdit[];
  readonly block: ScanResult["block"];
}

export interface JsonLeafScanner {
  /** Text that is written as it is. */
  readonly addRun: (text: string) => void;
  /** Reads a string literal's inside up to its end; answers where to go on. */
  readonly addLiteral: (text: string, index: number) => number;
  readonly isClosed: () => boolean;
  /** Hands what was decoded to the scanner. */
  readonly flush: () => void;
  readonly end: () => void;
  /** What was decided since the last time, in offsets of the JSON text. */
  readonly take: () => LeafResult;
  /** All of the text; kept for keys and numbers only. */
  readonly readText: () => string;
}

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function decodeEscape(written: string): string {
  if (written[1] !== "u") return escapes[written[1] ?? ""] ?? written[1] ?? "";
  const unit = Number.parseInt(written.slice(2), 16);
  return Number.isNaN(unit) ? "" : String.fromCharCode(unit);
}

class JsonLeaf implements JsonLeafScanner {
  private readonly segments: Segment[] = [];
  /** Decoded but not yet scanned. */
  private fresh = "";
  /** Decoded text from `windowStart` on: what edits may still quote. */
  private window = "";
  private windowStart = 0;
  private decodedLength = 0;
  private rawEnd: number;
  private decided = 0;
  private escape = "";
  private hasClosed = false;
  private edits: LeafEdit[] = [];
  private block: ScanResult["block"];

  constructor(
    private readonly scanner: TextScanner | null,
    private readonly rawStart: number,
    private readonly kind: "string" | "key" | "number" | "text",
  ) {
    this.rawEnd = rawStart;
  }

  addRun(text: string): void {
    if (text === "") return;
    const last = this.segments.at(-1);
    if (last === undefined || last.isEscape) {
      this.segments.push({ decoded: this.decodedLength, raw: this.rawEnd, isEscape: false });
    }
    this.grow(text, text.length);
  }

  addLiteral(text: string, index: number): number {
    let at = index;
    while (at < text.length) {
      if (this.escape !== "") {
        at = this.addEscape(text, at);
        continue;
      }
      let end = at;
      while (end < text.length && text[end] !== '"' && text[end] !== "\\") end++;
      this.addRun(text.slice(at, end));
      if (text[end] === '"') {
        this.hasClosed = true;
        return end + 1;
      }
      if (text[end] === "\\") this.escape = "\\";
      at = end + 1;
    }
    return text.length;
  }

  isClosed(): boolean {
    return this.hasClosed;
  }

  flush(): void {
    if (this.fresh === "" || this.scanner === null || this.kind === "number") return;
    const text = this.fresh;
    this.fresh = "";
    this.accept(this.scanner.push(text));
  }

  end(): void {
    if (this.scanner === null) return;
    if (this.kind === "number") {
      this.endNumber(this.scanner);
      return;
    }
    this.flush();
    this.accept(this.scanner.end());
  }

  take(): LeafResult {
    const { edits, block } = this;
    this.edits = [];
    // A number is replaced as a whole or not at all, so nothing of it is decided before its end.
    const decidedTo = this.kind === "number" ? this.rawStart : this.toRaw(this.decided);
    return { decidedTo, edits, block };
  }

  readText(): string {
    return this.window;
  }

  /** Adds a character to the escape that has begun. */
  private addEscape(text: string, at: number): number {
    this.escape += text[at] ?? "";
    const size = this.escape[1] === "u" ? 6 : 2;
    if (this.escape.length === size) {
      this.segments.push({ decoded: this.decodedLength, raw: this.rawEnd, isEscape: true });
      this.grow(decodeEscape(this.escape), size);
      this.escape = "";
    }
    return at + 1;
  }

  private grow(text: string, rawLength: number): void {
    this.fresh += text;
    this.window += text;
    this.decodedLength += text.length;
    this.rawEnd += rawLength;
  }

  /** Offset in the JSON text of an offset in what it says. */
  private toRaw(offset: number): number {
    if (offset >= this.decodedLength) return this.rawEnd;
    let low = 0;
    let high = this.segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.segments[middle]?.decoded ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const segment = this.segments[low];
    if (segment === undefined) return this.rawStart;
    return segment.raw + (segment.isEscape ? 0 : offset - segment.decoded);
  }

  private accept(result: ScanResult): void {
    for (const { start, end, replacement, rule, reason } of result.edits) {
      const from = this.window.slice(start - this.windowStart, end - this.windowStart);
      const written = this.kind === "text" ? replacement : JSON.stringify(replacement).slice(1, -1);
      const leaf = { start, end, from, to: replacement };
      this.edits.push({ start: this.toRaw(start), end: this.toRaw(end), replacement: written, rule, reason, leaf });
    }
    this.decided = Math.max(this.decided, result.decidedTo);
    this.window = this.window.slice(this.decided - this.windowStart);
    this.windowStart = this.decided;
    if (result.block !== undefined) this.block = result.block;
  }

  private endNumber(scanner: TextScanner): void {
    const token = this.window;
    const results = [scanner.push(token), scanner.end()];
    const edits = results.flatMap((result) => result.edits);
    this.block = results.find((result) => result.block !== undefined)?.block;
    const [first] = edits;
    if (first === undefined) return;
    let to = "";
    let from = 0;
    for (const { start, end, replacement } of edits) {
      to += token.slice(from, start) + replacement;
      from = end;
    }
    to += token.slice(from);
    const { rule, reason } = first;
    const leaf = { start: 0, end: token.length, from: token, to };
    this.edits.push({ start: this.rawStart, end: this.rawEnd, replacement: JSON.stringify(to), rule, reason, leaf });
  }
}

/**
 * Starts a leaf.
 * @param scanner reads what it says; `null` for keys, which are not scanned
 * @param rawStart where its inside begins in the JSON text
 */
export function createJsonLeaf(
  scanner: TextScanner | null,
  rawStart: number,
  kind: "string" | "key" | "number" | "text",
): JsonLeafScanner {
  return new JsonLeaf(scanner, rawStart, kind);
}
