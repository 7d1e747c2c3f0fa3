import type { CallState } from "@/lib/core/contracts/call";
import { createEventStream } from "@/lib/http/create-event-stream";
import { awaitFirstLook, readCallProgress, watchCall } from "@/lib/services/calls/watch-call";
import { getActivityHub } from "./activity";
import { getPool } from "./db";

/** Well within the time for which a recorder remembers that somebody watches. */
const watchEveryMs = 3_000;

/** Makes what is known of a running call readable, if that takes no longer than a moment. */
export function prepareRunningCall(id: string): Promise<void> {
  return awaitFirstLook(getPool("console"), id);
}

/**
 * Tells, as server-sent events, whenever more is known of a running call, until it has ended.
 * @throws AppError `not_found`
 */
export async function streamCall(request: Request, id: string): Promise<Response> {
  const pool = getPool("console");
  const { state: first } = await readCallProgress(pool, id);
  return createEventStream({
    signal: request.signal,
    start: (writer) => {
      const tell = (state: CallState): void => {
        writer.send({ event: "call", data: { state } });
        if (state !== "in_progress") writer.end();
      };
      const watch = (): void => {
        // A database that is away is asked again the next time.
        watchCall(pool, id).catch(() => undefined);
      };
      const timer = setInterval(watch, watchEveryMs);
      const leave = getActivityHub().subscribe(null, {
        onCalls: (calls) => {
          for (const call of calls) if (call.id === id) tell(call.state);
        },
        onReset: () => undefined,
      });
      watch();
      tell(first);
      return () => {
        clearInterval(timer);
        leave();
      };
    },
  });
}
