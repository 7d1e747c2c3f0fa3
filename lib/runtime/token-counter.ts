import { parentPort } from "node:worker_threads";
import type { CountAnswer } from "@/lib/core/contracts/token-counter";
import { countTexts } from "@/lib/counting/count-texts";
import type { CountResult, CountTask } from "@/lib/counting/counter-messages";

async function answer({ request, endsAt }: CountTask): Promise<CountAnswer> {
  try {
    return Date.now() >= endsAt ? { reason: "busy" } : await countTexts(request, endsAt);
  } catch {
    return { reason: "failed" };
  }
}

/** What `server/token-counter.ts` runs: a thread of its own, because counting takes long and cannot be interrupted. */
export function runTokenCounter(): void {
  const port = parentPort;
  if (port === null) throw new Error("The token counter runs in a worker thread; createTokenCounter() starts it.");
  port.on("message", (task: CountTask) => {
    answer(task)
      .then((counted) => {
        const result: CountResult = { id: task.id, answer: counted };
        port.postMessage(result);
      })
      .catch(() => undefined);
  });
}
