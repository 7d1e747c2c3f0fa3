import { fork, type ChildProcess, type ForkOptions } from "node:child_process";
import cluster from "node:cluster";
import type { ProcessVitals } from "@/lib/core/contracts/system";
import type { ChildMessage, SupervisorMessage } from "./messages";
import { printError } from "./print";

/** A program that runs as a child process. */
interface Program {
  /** File of the entry in `dist`. */
  readonly entry: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether several processes of it listen on one port. This process holds the listening socket for them. */
  readonly sharesPort?: boolean;
}

export interface ChildOptions extends Program {
  readonly name: string;
  /** Each time that a process of it is ready. */
  readonly onReady: (port: number) => void;
  /** How the process is doing, as it says. */
  readonly onVitals?: (vitals: ProcessVitals) => void;
  /** Each time that a process of it has ended. */
  readonly onExit?: (how: string) => void;
}

export interface StopOptions {
  readonly deadlineMs: number;
  /** Nobody in front has to notice first. */
  readonly isHurried: boolean;
}

export interface SupervisedChild {
  /** Resolves when it is ready for the first time; rejects when it fails before that. */
  readonly ready: Promise<void>;
  readonly send: (message: SupervisorMessage) => void;
  /** Of the present process, when there is one. */
  readonly pid: () => number | undefined;
  /** A new process in place of the present one, which drains first. */
  readonly restart: () => void;
  /** Drains, and kills after the deadline. */
  readonly stop: (how: StopOptions) => Promise<void>;
  readonly kill: () => void;
}

const firstDelayMs = 250;
const longestDelayMs = 3_000;
/** A process that lived this long starts again without delay. */
const healthyAfterMs = 5_000;
const hurriedDrain: SupervisorMessage = { type: "drain", isHurried: true };

function startProcess({ entry, args, env, sharesPort = false }: Program): ChildProcess {
  const options = {
    execArgv: ["--enable-source-maps"],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  } satisfies ForkOptions;
  if (!sharesPort) return fork(entry, args, { ...options, env });
  // Each process accepts for itself: a connection handed over to one that is killed just then would hang for ever.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ ...options, exec: entry, args: [...args] });
  return cluster.fork(env).process;
}

/**
 * Sends a message, if there is somebody to hear it. A child that was killed a moment ago still counts as connected: without a
 * callback the failed write would be an error event that nobody handles, and end this process.
 */
function tell(child: ChildProcess | null, message: SupervisorMessage): boolean {
  if (child?.connected !== true) return false;
  child.send(message, () => undefined);
  return true;
}

/** Keeps one child process running: restarts it when it dies, ever slower while it keeps dying. */
export function superviseChild({ name, onReady, onVitals, onExit, ...program }: ChildOptions): SupervisedChild {
  const state = { child: null as ChildProcess | null, isStopping: false, wasReady: false, delayMs: firstDelayMs };
  const first = createDeferred();

  const start = (): void => {
    if (state.isStopping) return;
    const startedAt = Date.now();
    const child = startProcess(program);
    state.child = child;
    const isQuiet = { now: program.env["NODE_ENV"] === "production" };
    child.stdout?.on("data", (chunk: Buffer) => {
      if (!isQuiet.now) process.stdout.write(chunk);
    });
    child.on("message", (message: ChildMessage) => {
      if (message.type === "failed") {
        first.reject(new Error(message.message));
        return;
      }
      if (message.type === "vitals") {
        onVitals?.(message.vitals);
        return;
      }
      state.wasReady = true;
      isQuiet.now = false;
      onReady(message.port);
      first.resolve();
    });
    child.once("exit", (code, signal) => {
      const how = signal ?? `code ${code ?? "unknown"}`;
      onExit?.(how);
      first.reject(new Error(`The ${name} ended while starting (${how}).`));
      if (state.isStopping || !state.wasReady) return;
      state.delayMs =
        Date.now() - startedAt > healthyAfterMs ? firstDelayMs : Math.min(state.delayMs * 2, longestDelayMs);
      if (code !== 0) printError(`The ${name} ended (${how}); starting it again.`);
      setTimeout(start, code === 0 ? 0 : state.delayMs);
    });
  };
  start();

  return {
    ready: first.promise,
    pid: () => state.child?.pid,
    send: (message) => {
      tell(state.child, message);
    },
    restart: () => {
      tell(state.child, hurriedDrain);
    },
    stop: async (how) => {
      state.isStopping = true;
      await stopChild(state.child, how);
    },
    kill: () => {
      state.isStopping = true;
      state.child?.kill("SIGKILL");
    },
  };
}

async function stopChild(child: ChildProcess | null, { deadlineMs, isHurried }: StopOptions): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), deadlineMs);
    child.once("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    if (!tell(child, { type: "drain", isHurried })) child.kill("SIGTERM");
  });
}

/** `Promise.withResolvers`, which Node 20 lacks. Somebody may come late for the rejection, or never. */
function createDeferred() {
  let resolve: () => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<void>((whenDone, whenFailed) => {
    resolve = whenDone;
    reject = whenFailed;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}
