/**
 * How far runs of one kind of character go in a text. Each run is walked once however often it is asked for, so that
 * `eyJ-eyJ-eyJ-…` costs as much as any other text.
 */
const patterns = {
  alphanumeric: /[A-Za-z0-9]*/y,
  upper: /[A-Z0-9]*/y,
  word: /\w*/y,
  dashed: /[\w-]*/y,
  dotted: /[\w.-]*/y,
  bearer: /[\w.~+/-]*/y,
  padded: /[\w.~+/=-]*/y,
  armour: /[A-Za-z0-9+/=\s\\:,-]*/y,
} as const;

export type RunKind = keyof typeof patterns;

interface Run {
  readonly from: number;
  readonly to: number;
}

interface Ending {
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

const armourEnd = /-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;

/** See the head of this file. */
export class RunEnds {
  private readonly known = new Map<RunKind, Run>();
  private digit: Run = { from: 1, to: 0 };
  private ending: Ending = { from: 1, start: 0, end: 0 };

  constructor(private readonly text: string) {}

  /** Where the run of such characters that goes through `at` ends; `at` itself when there is none. */
  find(kind: RunKind, at: number): number {
    const run = this.known.get(kind);
    if (run !== undefined && run.from <= at && at <= run.to) return run.to;
    const pattern = patterns[kind];
    pattern.lastIndex = at;
    pattern.test(this.text);
    const to = Math.max(at, pattern.lastIndex);
    this.known.set(kind, { from: at, to });
    return to;
  }

  /** Where the next digit is; the text's length when there is none. */
  findDigit(at: number): number {
    const { digit, text } = this;
    if (digit.from <= at && at <= digit.to) return digit.to;
    let to = at;
    while (to < text.length && (text.charCodeAt(to) < 48 || text.charCodeAt(to) > 57)) to++;
    this.digit = { from: at, to };
    return to;
  }

  /** The next line that ends a private key; it starts at `Infinity` when there is none. */
  findArmourEnd(at: number): Ending {
    const { ending } = this;
    if (ending.from <= at && at <= ending.start) return ending;
    armourEnd.lastIndex = at;
    const match = armourEnd.exec(this.text);
    const start = match?.index ?? Infinity;
    this.ending = { from: at, start, end: start + (match?.[0].length ?? 0) };
    return this.ending;
  }
}
