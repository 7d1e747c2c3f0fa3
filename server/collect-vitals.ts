import type { ProcessVitals, SystemProcess } from "@/lib/core/contracts/system";

/** A process that has said nothing for this long is there, and does not get to speak. */
const silentAfterMs = 5_000;

interface Known {
  vitals: ProcessVitals | null;
  heardAt: number;
  isReady: boolean;
  starts: number;
  lastExit: SystemProcess["last_exit"];
}

/** What the supervisor knows of each process by name. */
export interface VitalsCollector {
  readonly note: (name: string, vitals: ProcessVitals) => void;
  readonly noteReady: (name: string) => void;
  readonly noteExit: (name: string, how: string) => void;
  /** In the order in which they were first named. */
  readonly list: () => readonly SystemProcess[];
}

/** @param now monotonic milliseconds */
export function createVitalsCollector(names: readonly string[], now: () => number): VitalsCollector {
  const known = new Map<string, Known>();
  for (const name of names) known.set(name, { vitals: null, heardAt: 0, isReady: false, starts: 0, lastExit: null });
  const change = (name: string, changes: Partial<Known>): void => {
    const process = known.get(name);
    if (process !== undefined) known.set(name, { ...process, ...changes });
  };
  return {
    note: (name, vitals) => {
      change(name, { vitals, heardAt: now() });
    },
    noteReady: (name) => {
      change(name, { isReady: true, starts: (known.get(name)?.starts ?? 0) + 1, heardAt: now() });
    },
    noteExit: (name, how) => {
      change(name, { isReady: false, lastExit: { at: new Date().toISOString(), how } });
    },
    list: () =>
      [...known].map(([name, { vitals, heardAt, isReady, starts, lastExit }]) => {
        const isSilent = now() - heardAt > silentAfterMs;
        const state = isReady ? (isSilent ? "silent" : "running") : "starting";
        return { name, state, restarts: Math.max(0, starts - 1), last_exit: lastExit, vitals };
      }),
  };
}
