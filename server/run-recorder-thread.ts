import { Worker } from "node:worker_threads";
import { printError } from "./print";

export interface RecorderThread {
  /** Lets it store what the journal has, for at most so long; the rest stays in the journal. */
  readonly stop: (deadlineMs: number) => Promise<void>;
}

const restartDelayMs = 1_000;

/** Keeps the recorder's thread running. Nothing is lost while it is away: the journal keeps everything. */
export function runRecorderThread(): RecorderThread {
  const state = { worker: null as Worker | null, isStopping: false };
  const start = (): void => {
    if (state.isStopping) return;
    const worker = new Worker(new URL("./recorder.mjs", import.meta.url));
    state.worker = worker;
    worker.on("error", (error) => {
      printError(`The recorder failed and starts again: ${error.message}`);
    });
    worker.once("exit", () => {
      state.worker = null;
      if (!state.isStopping) setTimeout(start, restartDelayMs);
    });
  };
  start();
  return {
    stop: async (deadlineMs) => {
      state.isStopping = true;
      const { worker } = state;
      if (!worker) return;
      await new Promise<void>((resolve) => {
        const cut = setTimeout(() => {
          worker.terminate().then(
            () => {
              resolve();
            },
            () => {
              resolve();
            },
          );
        }, deadlineMs);
        worker.once("exit", () => {
          clearTimeout(cut);
          resolve();
        });
        worker.postMessage({ type: "stop" });
      });
    },
  };
}
