import type { z } from "zod";
import { followChanges } from "@/lib/directory/follow-changes";
import type { CallSummary } from "@/lib/core/contracts/call";
import { createEventStream, type EventWriter } from "@/lib/http/create-event-stream";
import { followRedis } from "@/lib/live/follow-redis";
import { readLastRevision, type activityQuery } from "@/lib/services/activity/activity-query";
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

/** Most calls of one event: a list that is longer would stop a browser for as long as it takes to read. */
const mostTogether = 250;

function sendEach(writer: EventWriter, calls: readonly CallSummary[]): void {
  for (const call of calls) writer.send({ id: call.revision, event: "call", data: call });
}

/** A thousand calls a second are ten events then, which cost a browser a fifth of what a thousand cost it. */
function sendTogether(writer: EventWriter, calls: readonly CallSummary[]): void {
  for (let from = 0; from < calls.length; from += mostTogether) {
    const some = calls.slice(from, from + mostTogether);
    writer.send({ id: some.at(-1)?.revision ?? "", event: "calls", data: some });
  }
}

/** The live feed as server-sent events. */
export function streamActivity(request: Request, { after, together }: z.infer<typeof activityQuery>): Response {
  const from = readLastRevision(request.headers.get("last-event-id"), after);
  const send = together === undefined ? sendEach : sendTogether;
  return createEventStream({
    signal: request.signal,
    start: (writer) =>
      getActivityHub().subscribe(from, {
        onCalls: (calls) => {
          send(writer, calls);
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
