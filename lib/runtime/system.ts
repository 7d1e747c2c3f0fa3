import type { SystemProcess, SystemReport } from "@/lib/core/contracts/system";
import { sumProcesses } from "@/lib/core/system/sum-processes";
import { checkDatabase } from "./check-database";
import { getDb } from "./db";
import { remember } from "./remember";
import { startRetention } from "./retention";
import { startVitals } from "./vitals";

function getState(): { processes: readonly SystemProcess[] | null } {
  return remember("system", () => ({ processes: null }));
}

/** Told by the supervisor, again and again. */
export function setSystemProcesses(processes: readonly SystemProcess[]): void {
  getState().processes = processes;
}

/** Every process of this machine, as last heard. Where nobody supervises, this one. */
export function getSystemProcesses(): readonly SystemProcess[] {
  const known = getState().processes;
  if (known !== null) return known;
  const vitals = startVitals("console", true)();
  return [{ name: "console", state: "running", restarts: 0, last_exit: null, vitals }];
}

async function countDeadLetters(): Promise<number | null> {
  return getDb()
    .deadLetter.count()
    .catch(() => null);
}

/** How this installation is doing. Answers without the database too. */
export async function getSystemReport(): Promise<SystemReport> {
  const isUp = await checkDatabase();
  const deadLetters = isUp ? await countDeadLetters() : null;
  const nowMs = Date.now();
  const processes = getSystemProcesses();
  return {
    at: new Date(nowMs).toISOString(),
    processes,
    totals: sumProcesses(processes, nowMs),
    database: { is_up: isUp, dead_letters: deadLetters },
    retention: startRetention().report(),
  };
}
