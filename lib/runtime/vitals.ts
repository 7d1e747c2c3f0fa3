import type { CallCounts, ConsumerVitals, JournalVitals, PoolVitals, ProcessVitals } from "@/lib/core/contracts/system";
import { describePool, listPools } from "./db";
import { getGateway } from "./gateway";
import { remember } from "./remember";
import { startRecorder, type RecorderStats } from "./recorder";
import { watchLoopDelay } from "./watch-loop-delay";

function describeJournal({ journal, loop }: RecorderStats): JournalVitals | null {
  if (journal === null) return null;
  return {
    bytes: journal.bytes,
    segments: journal.segments,
    queued_bytes: journal.queuedBytes,
    write_errors: journal.writeErrors,
    fsync_errors: journal.fsyncErrors,
    released_early: journal.releasedEarly,
    bodies_dropped: journal.drops.queue_full_body,
    segments_evicted: journal.drops.evicted_segment,
    corrupt_places: loop?.corruptRecords ?? 0,
    torn_bytes: journal.tornBytes,
  };
}

function describeConsumers({ loop, thread }: RecorderStats): ConsumerVitals[] {
  if (loop === null) return [];
  return [
    {
      name: "postgres",
      lag_bytes: loop.lagBytes,
      oldest_waiting_at: loop.oldestWaitingAt === null ? null : new Date(loop.oldestWaitingAt).toISOString(),
      retries: loop.retries,
      last_error: loop.lastError,
      inherited: loop.calls.inherited,
      adopted_journals: loop.adoptedDirectories,
      loop: thread?.loop ?? null,
    },
  ];
}

function countCalls({ journal, loop, droppedUnopened }: RecorderStats): CallCounts {
  const { accepted, running, unrecordedRejections } = getGateway().stats();
  const { stored, setAside, unreadable } = loop?.calls ?? { stored: 0, setAside: 0, unreadable: 0 };
  const { ends, endDrops } = journal ?? { ends: 0, endDrops: { queue_full: 0, unserialisable: 0, closed: 0 } };
  return {
    accepted,
    running,
    waiting: Math.max(0, ends - stored - setAside - unreadable),
    stored,
    set_aside: setAside,
    dropped: {
      rejection_not_recorded: unrecordedRejections,
      journal_not_open: droppedUnopened,
      ...endDrops,
      unreadable,
    },
  };
}

/** Starts watching this process; what it says of itself from then on. */
export function startVitals(role: ProcessVitals["role"], servesCalls: boolean): () => ProcessVitals {
  return remember("vitals", () => {
    const readLoop = watchLoopDelay();
    const startedAt = new Date(Date.now() - process.uptime() * 1000).toISOString();
    return (): ProcessVitals => {
      const { rss, heapUsed } = process.memoryUsage();
      const recorder = servesCalls ? startRecorder().stats() : null;
      const pools: Record<string, PoolVitals> = {};
      for (const [kind, pool] of listPools()) pools[kind] = describePool(pool);
      if (recorder?.thread != null) pools["ingest"] = recorder.thread.pool;
      return {
        ...{ role, pid: process.pid, started_at: startedAt, at: new Date().toISOString() },
        ...{ rss_bytes: rss, heap_bytes: heapUsed, loop: readLoop(), pools },
        calls: recorder === null ? null : countCalls(recorder),
        tallies: recorder?.loop?.tallies ?? null,
        journal: recorder === null ? null : describeJournal(recorder),
        consumers: recorder === null ? [] : describeConsumers(recorder),
      };
    };
  });
}
