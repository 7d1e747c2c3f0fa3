import type { DemoModel } from "./demo-models";
import type { SeededRandom } from "./seeded-random";

/** One server-sent event or a whole body, and how many tokens it stands for: waiting is counted in tokens. */
export interface Piece {
  readonly text: string;
  readonly tokens: number;
}

/** No answer takes longer than this after its first token; longer ones are written faster. */
const longestMs = 20_000;
/** A whole body does not make people wait for every token. */
const longestWholeMs = 1_500;

function throwAborted(signal: AbortSignal): never {
  throw signal.reason instanceof Error ? signal.reason : new DOMException("The call was aborted.", "AbortError");
}

/** Waits, or rejects as soon as the signal fires; leaves neither timer nor listener behind. */
export function waitMs(durationMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) throwAborted(signal);
  if (durationMs <= 0) return Promise.resolve();
  return new Promise((done, fail) => {
    const abort = (): void => {
      clearTimeout(timer);
      fail(signal.reason instanceof Error ? signal.reason : new DOMException("The call was aborted.", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      done();
    }, durationMs);
    signal.addEventListener("abort", abort, { once: true });
  });
}

/** How long until the first token. */
export function pickFirstMs(model: DemoModel, random: SeededRandom): number {
  return model.pace === null ? 0 : random.between(...model.pace.firstMs);
}

/** How long a whole body of that many tokens takes after its first. */
export function pickWholeMs(model: DemoModel, random: SeededRandom, tokens: number): number {
  if (model.pace === null) return 0;
  return Math.min(tokens * random.between(...model.pace.tokenMs), longestWholeMs);
}

/**
 * Hands out the pieces at the model's pace, measured from the start, so that a slow reader is not slowed further.
 * @throws the signal's reason, at once, when it fires
 */
export async function* paceAnswer(
  pieces: readonly Piece[],
  model: DemoModel,
  random: SeededRandom,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const { pace } = model;
  const waits = pieces.map(({ tokens }) => (pace === null ? 0 : tokens * random.between(...pace.tokenMs)));
  const total = waits.reduce((sum, wait) => sum + wait, 0);
  const scale = total > longestMs ? longestMs / total : 1;
  let dueAt = performance.now();
  for (const [index, piece] of pieces.entries()) {
    dueAt += (waits[index] ?? 0) * scale;
    await waitMs(dueAt - performance.now(), signal);
    yield encoder.encode(piece.text);
  }
}
