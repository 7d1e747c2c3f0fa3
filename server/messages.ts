import cluster from "node:cluster";
import type { ProcessVitals, SystemProcess } from "@/lib/core/contracts/system";

/** What a child tells its supervisor. */
export type ChildMessage =
  | { readonly type: "ready"; readonly port: number }
  | { readonly type: "failed"; readonly message: string }
  | { readonly type: "vitals"; readonly vitals: ProcessVitals };

/** What the supervisor tells a child. */
export type SupervisorMessage =
  | { readonly type: "console"; readonly port: number }
  | { readonly type: "system"; readonly processes: readonly SystemProcess[] }
  | {
      readonly type: "drain";
      /** Nobody in front of us has to notice first. */
      readonly isHurried: boolean;
    };

/** Whether the supervisor has gone is told by its channel's end; a message that comes too late is no reason to crash. */
export function tellSupervisor(message: ChildMessage): void {
  process.send?.(message, undefined, undefined, () => undefined);
}

const tellEveryMs = 1_000;

/** Says again and again how this process is doing. */
export function tellVitals(read: () => ProcessVitals): void {
  setInterval(() => {
    if (process.connected) tellSupervisor({ type: "vitals", vitals: read() });
  }, tellEveryMs).unref();
}

interface ChildDuties {
  readonly onConsole?: (port: number) => void;
  /** How every process of this machine is doing. */
  readonly onSystem: (processes: readonly SystemProcess[]) => void;
}

/**
 * The life of a child: ends with its supervisor, ignores Ctrl-C (the supervisor decides the order), drains when told.
 * @param drain must finish the work in flight; the process ends when it resolves
 */
export function followSupervisor(
  drain: (isHurried: boolean) => Promise<void>,
  { onConsole, onSystem }: ChildDuties,
): void {
  // A process of a cluster would end at once together with its parent, in the middle of its calls.
  if (cluster.worker !== undefined) cluster.worker.exitedAfterDisconnect = true;
  const state = { isDraining: false };
  const leave = (isHurried: boolean): void => {
    if (state.isDraining) return;
    state.isDraining = true;
    drain(isHurried).then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => {
    leave(false);
  });
  process.on("disconnect", () => {
    leave(true);
  });
  process.on("message", (message: SupervisorMessage) => {
    if (message.type === "console") onConsole?.(message.port);
    else if (message.type === "system") onSystem(message.processes);
    else leave(message.isHurried);
  });
}
