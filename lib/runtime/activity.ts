import { followChanges } from "@/lib/directory/follow-changes";
import { createEventStream } from "@/lib/http/create-event-stream";
import { followRedis } from "@/lib/live/follow-redis";
import { readLastRevision } from "@/lib/services/activity/activity-query";
import { createActivityHub, type ActivityHub } from "@/lib/services/activity/create-activity-hub";
import { getLatestRevision, listCallsAfter } from "@/lib/services/calls/list-calls";
import { callsChannel } from "./calls-channel";
import { getDatabaseUrl, getDb } from "./db";
import { getEnv } from "./env";
import { remember } from "./remember";

/** Watches recorded calls for everybody in this process. */
export function getActivityHub(): ActivityHub {
  return remember("activity-hub", () =>
    createActivityHub({
      readAfter: (revision, limit) => listCallsAfter(getDb(), revision, limit),
      readLatest: () => getLatestRevision(getDb()),
      follow: (onSignal) => {
        const following = { channel: callsChannel, onSignal, onConnected: onSignal };
        const redis = getEnv().REDIS_URL;
        return redis === undefined
          ? followChanges({ ...following, url: getDatabaseUrl() })
          : followRedis({ ...following, url: redis });
      },
    }),
  );
}

/** The live feed as server-sent events. */
export function streamActivity(request: Request, after: string | undefined): Response {
  const from = readLastRevision(request.headers.get("last-event-id"), after);
  return createEventStream({
    signal: request.signal,
    start: (writer) =>
      getActivityHub().subscribe(from, {
        onCalls: (calls) => {
          for (const call of calls) writer.send({ id: call.revision, event: "call", data: call });
        },
        onReset: (revision) => {
          const text = revision.toString();
          writer.send({ id: text, event: "reset", data: { revision: text } });
        },
        onReadable: (isUp) => {
          writer.send({ event: "database", data: { is_up: isUp } });
        },
      }),
  });
}
