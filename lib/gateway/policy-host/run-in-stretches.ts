import { setImmediate as nextTurn } from "node:timers/promises";
import { stretchMs } from "./work-limits";

/** Work that can be interrupted wherever it yields. */
export type Work<T> = Generator<undefined, T, undefined>;

/** Works until it is done or has lasted a stretch. */
export function runStretch<T>(work: Work<T>, now: () => number): IteratorResult<undefined, T> {
  const until = now() + stretchMs;
  for (;;) {
    const step = work.next();
    if (step.done === true || now() >= until) return step;
  }
}

async function runLater<T>(work: Work<T>, now: () => number): Promise<T> {
  for (;;) {
    await nextTurn();
    const step = runStretch(work, now);
    if (step.done === true) return step.value;
  }
}

/** Does work of any length, giving the event loop its turns. Short work is done at once, without waiting for anything. */
export function runInStretches<T>(work: Work<T>, now: () => number): T | Promise<T> {
  const step = runStretch(work, now);
  return step.done === true ? step.value : runLater(work, now);
}
