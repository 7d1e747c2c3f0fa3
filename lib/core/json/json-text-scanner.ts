/**
 * Reads JSON text (a tool call's arguments, whole or in pieces) with scanners that know only plain text: each string and each
 * number is a text of its own for a fresh scanner, and its edits become edits of the JSON text that keep it valid.
 */
import type { ScanResult, TextEdit, TextScanner } from "../contracts/policy";
import { createJsonLeaf, type JsonLeafScanner } from "./json-leaf-scanner";
import { joinPath } from "./json-path";
import { checkPath } from "./longest-path";

/** An edit of the JSON text that also says which string or number inside it was meant. */
export interface JsonTextEdit extends TextEdit {
  readonly leaf: {
    readonly path: string;
    readonly start: number;
    readonly end: number;
    readonly from: string;
    readonly to: string;
  };
}

interface Frame {
  readonly isArray: boolean;
  /** Path of the array or object itself. */
  readonly path: string;
  index: number;
  key: string | null;
}

type Mode = "structure" | "string" | "key" | "number" | "word" | "text";

const structural = /[\s{}[\]:,]/;
const numberPart = /[0-9+\-.eE]/;
const words = new Set(["true", "false", "null"]);

/** See the head of this file. Text that turns out not to be JSON is scanned as plain text from there on. */
class JsonTextScanner implements TextScanner {
  private mode: Mode = "structure";
  private readonly stack: Frame[] = [];
  private leaf: JsonLeafScanner | null = null;
  private word = "";
  /** Offset of the next character to read. */
  private at = 0;
  private decidedTo = 0;
  private edits: TextEdit[] = [];
  private block: ScanResult["block"];

  constructor(
    private readonly createScanner: () => TextScanner,
    private readonly rootPath: string,
  ) {}

  push(text: string): ScanResult {
    let index = 0;
    while (index < text.length && this.block === undefined) index = this.read(text, index);
    this.leaf?.flush();
    this.collect();
    return this.report();
  }

  end(): ScanResult {
    if (this.mode === "word" && !words.has(this.word)) this.readAsText();
    this.closeLeaf();
    this.decidedTo = this.at;
    return this.report();
  }

  /** Reads one token, or as much of it as there is; answers where to go on. */
  private read(text: string, index: number): number {
    switch (this.mode) {
      case "structure":
        return this.readStructure(text, index);
      case "number":
        return this.readNumber(text, index);
      case "word":
        return this.readWord(text, index);
      case "string":
      case "key":
      case "text":
        return this.readLeaf(text, index);
    }
  }

  private readStructure(text: string, index: number): number {
    const character = text[index] ?? "";
    const frame = this.stack.at(-1);
    if (character === '"') {
      const isKey = frame !== undefined && !frame.isArray && frame.key === null;
      this.openLeaf(isKey ? "key" : "string", this.at + 1);
    } else if (structural.test(character)) {
      this.readPunctuation(character, frame);
    } else if (character === "-" || (character >= "0" && character <= "9")) {
      this.openLeaf("number", this.at);
      return index;
    } else {
      this.mode = "word";
      this.word = "";
      return index;
    }
    this.at++;
    this.decidedTo = this.at;
    return index + 1;
  }

  private readPunctuation(character: string, frame: Frame | undefined): void {
    if (character === "{" || character === "[") {
      this.stack.push({ isArray: character === "[", path: this.path(), index: 0, key: null });
    }
    if (character === "}" || character === "]") this.stack.pop();
    else if (character === "," && frame !== undefined) {
      frame.index++;
      frame.key = null;
    }
  }

  private readNumber(text: string, index: number): number {
    let end = index;
    while (end < text.length && numberPart.test(text[end] ?? "")) end++;
    this.leaf?.addRun(text.slice(index, end));
    this.at += end - index;
    if (end < text.length) this.closeLeaf();
    return end;
  }

  /** `true`, `false` and `null` pass; any other word means that this is not JSON. */
  private readWord(text: string, index: number): number {
    const character = text[index] ?? "";
    if (structural.test(character) && words.has(this.word)) {
      this.mode = "structure";
      this.decidedTo = this.at;
      return index;
    }
    this.word += character;
    this.at++;
    if (this.word.length > 5 || structural.test(character)) this.readAsText();
    return index + 1;
  }

  private readAsText(): void {
    this.openLeaf("text", this.at - this.word.length);
    this.leaf?.addRun(this.word);
  }

  private readLeaf(text: string, index: number): number {
    const { leaf } = this;
    if (leaf === null) return text.length;
    if (this.mode === "text") {
      leaf.addRun(text.slice(index));
      this.at += text.length - index;
      return text.length;
    }
    const end = leaf.addLiteral(text, index);
    this.at += end - index;
    if (leaf.isClosed()) this.closeLeaf();
    return end;
  }

  private openLeaf(mode: "string" | "key" | "number" | "text", rawStart: number): void {
    this.mode = mode;
    this.leaf = createJsonLeaf(mode === "key" ? null : this.createScanner(), rawStart, mode);
  }

  private closeLeaf(): void {
    const { leaf, mode } = this;
    if (leaf === null) return;
    leaf.end();
    this.collect();
    const frame = this.stack.at(-1);
    if (mode === "key" && frame !== undefined) frame.key = leaf.readText();
    this.leaf = null;
    this.mode = "structure";
    this.decidedTo = this.at;
  }

  private collect(): void {
    const { leaf } = this;
    if (leaf === null) return;
    const { decidedTo, edits, block } = leaf.take();
    this.decidedTo = Math.max(this.decidedTo, decidedTo);
    if (block !== undefined) this.block = block;
    for (const edit of edits) this.edits.push({ ...edit, leaf: { ...edit.leaf, path: this.path() } } as JsonTextEdit);
  }

  /** Path of the value that is being read. */
  private path(): string {
    const frame = this.stack.at(-1);
    if (frame === undefined || this.mode === "text") return this.rootPath;
    const { isArray, path, index, key } = frame;
    return checkPath(joinPath(path, isArray ? index : (key ?? "")));
  }

  private report(): ScanResult {
    const { decidedTo, edits, block } = this;
    this.edits = [];
    return block === undefined ? { decidedTo, edits } : { decidedTo, edits, block };
  }
}

/**
 * Makes a scanner of JSON text.
 * @param createScanner makes the scanner of one string or number
 * @param rootPath path of the JSON value, for the paths of leaves
 */
export function createJsonTextScanner(createScanner: () => TextScanner, rootPath: string): TextScanner {
  return new JsonTextScanner(createScanner, rootPath);
}

/** Whether an edit came from a JSON text scanner. */
export function isJsonTextEdit(edit: TextEdit): edit is JsonTextEdit {
  return "leaf" in edit;
}
