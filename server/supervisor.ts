import { join, resolve } from "node:path";
import { inheritEnv, isRunByNpm } from "@/lib/config/read-env";
import type { Env } from "@/lib/config/variables";
import { isAppError } from "@/lib/core/errors";
import { getEnv } from "@/lib/runtime/env";
import { runFirstStart } from "@/lib/runtime/first-start";
import { startDatabase, type RunningDatabase } from "@/lib/runtime/start-database";
import { checkPort } from "./check-port";
import { createVitalsCollector, type VitalsCollector } from "./collect-vitals";
import { findLongestDrainMs } from "./drain-times";
import { formatBanner } from "./format-banner";
import { prepareDataDirectory, type DataDirectory } from "./prepare-data-directory";
import { print, printError } from "./print";
import { superviseChild, type ChildOptions, type SupervisedChild } from "./supervise-child";

export interface SupervisorOptions {
  /** `next`: the console alone on the public port; `dev`: with reload. */
  readonly mode: "start" | "dev" | "next";
  /** The checkout. */
  readonly root: string;
  /** Told how to replace the gateway by a newly built one. */
  readonly onStarted?: (restartGateway: () => void) => void;
}

/** What runs, in the order in which it must stop. */
interface Running {
  gateways: readonly SupervisedChild[];
  console: SupervisedChild | null;
  database: RunningDatabase | null;
  isStopping: boolean;
  /** Nobody in front of us has to notice before connections are refused. */
  isHurried: boolean;
}

const consoleDeadlineMs = 5_000;
const tellEveryMs = 1_000;

/** Runs Diffract in this terminal until it is told to stop. Resolves with the exit code, with nothing left running. */
export async function runSupervisor(options: SupervisorOptions): Promise<number> {
  const running: Running = { gateways: [], console: null, database: null, isStopping: false, isHurried: true };
  const stopRequested = listenForSignals(running);
  const started = start(options, running).then(
    () => true,
    (error: unknown) => {
      printError(describeError(error));
      return false;
    },
  );
  const isStarted = await Promise.race([started, stopRequested.then(() => true)]);
  if (isStarted) await stopRequested;
  running.isStopping = true;
  await started;
  await stopAll(running);
  return isStarted ? 0 : 1;
}

/** The first signal asks to stop; a second one stops waiting for calls in flight. */
function listenForSignals(running: Running): Promise<void> {
  const state = { isAsked: false };
  return new Promise((resolveStop) => {
    const onSignal = (signal: NodeJS.Signals): void => {
      if (state.isAsked) {
        for (const child of [...running.gateways, running.console]) child?.kill();
        return;
      }
      state.isAsked = true;
      // Ctrl-C comes from somebody who waits in front of a terminal, SIGTERM from what runs us.
      running.isHurried = signal !== "SIGTERM";
      print("\nStopping …");
      resolveStop();
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
    if (isRunByNpm()) {
      watchParent(() => {
        onSignal("SIGTERM");
      });
    }
  });
}

/** Where npm starts us through a shell, a signal to npm kills the shell and never reaches us; its death does. */
function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 250);
  timer.unref();
}

async function start({ mode, root, onStarted }: SupervisorOptions, running: Running): Promise<void> {
  const env = getEnv();
  const data = await prepareDataDirectory(resolve(root, env.DIFFRACT_DATA_DIR), {
    secret: env.DIFFRACT_SECRET,
    adminToken: env.DIFFRACT_ADMIN_TOKEN,
  });
  await checkPort(env.HOST, env.PORT);
  const database = await openDatabase(env, data, root, running);
  const [first] = await Promise.all([
    database.migrated.then(() => runFirstStart(database.url, data.secret, env)),
    startChildren({ mode, root, env, data, database }, running),
  ]);
  onStarted?.(() => {
    for (const gateway of running.gateways) gateway.restart();
  });
  print(formatBanner({ env, dataDirectory: data.path, first, isEmbedded: database.isEmbedded, root }));
}

/** Opens the database, and opens it again when an embedded one dies. */
async function openDatabase(env: Env, data: DataDirectory, root: string, running: Running): Promise<RunningDatabase> {
  const database = await startDatabase({
    ...{ url: env.DATABASE_URL, dataDirectory: data.path, root },
    onWaiting: (message) => {
      printError(`${message} Waiting for it; calls are refused with 503 until it has been read.`);
    },
    isStopping: () => running.isStopping,
  });
  running.database = database;
  watchDatabase(database, async () => {
    if (!running.isStopping) await openDatabase(env, data, root, running);
  });
  return database;
}

function watchDatabase(database: RunningDatabase, reopen: () => Promise<void>): void {
  database.exited.then(reopen).catch((error: unknown) => {
    printError(`The database could not be started again. ${describeError(error)}`);
  });
}

interface ChildrenOptions {
  readonly mode: SupervisorOptions["mode"];
  readonly root: string;
  readonly env: Env;
  readonly data: DataDirectory;
  readonly database: RunningDatabase;
}

async function startChildren({ mode, root, env, data, database }: ChildrenOptions, running: Running): Promise<void> {
  const shared = inheritEnv({
    NODE_ENV: mode === "dev" ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: database.url,
    DIFFRACT_DATA_DIR: data.path,
    DIFFRACT_SECRET: data.secret,
    DIFFRACT_ADMIN_TOKEN: data.adminToken,
  });
  const entry = (name: string): string => join(root, "dist", `${name}.mjs`);
  const isAlone = mode === "next";
  const state = { consolePort: 0 };
  const count = isAlone ? 0 : env.DIFFRACT_PROCESSES;
  const gatewayNames = Array.from({ length: count }, (_, index) =>
    count === 1 ? "gateway" : `gateway ${String(index + 1)}`,
  );
  const vitals = createVitalsCollector([...gatewayNames, "console"], () => performance.now());
  const collect = (name: string): Pick<ChildOptions, "name" | "onVitals" | "onExit"> => ({
    name,
    onVitals: (said) => {
      vitals.note(name, said);
    },
    onExit: (how) => {
      vitals.noteExit(name, how);
    },
  });
  running.console = superviseChild({
    ...collect("console"),
    entry: entry("console"),
    args: [...(isAlone ? ["--alone"] : []), ...(mode === "dev" ? ["--dev"] : [])],
    // The console listens on loopback behind our proxy, which sets the forwarded headers itself.
    env: { ...shared, AUTH_TRUST_HOST: "true", NEXT_MANUAL_SIG_HANDLE: "1" },
    onReady: (port) => {
      vitals.noteReady("console");
      state.consolePort = port;
      for (const gateway of running.gateways) gateway.send({ type: "console", port });
    },
  });
  running.gateways = gatewayNames.map((name) => {
    const gateway = superviseChild({
      ...collect(name),
      entry: entry("gateway"),
      args: mode === "dev" ? ["--dev"] : [],
      env: shared,
      sharesPort: count > 1,
      onReady: () => {
        vitals.noteReady(name);
        if (state.consolePort > 0) gateway.send({ type: "console", port: state.consolePort });
      },
    });
    return gateway;
  });
  tellEverybody(running, vitals);
  const url = `http://${env.HOST}:${env.PORT}`;
  await Promise.all([running.console.ready, ...running.gateways.map(({ ready }) => ready)]);
  if (!running.isStopping) await waitUntilAnswered(`${url}/healthz`);
}

/** Each process can answer for all of them. */
function tellEverybody(running: Running, vitals: VitalsCollector): void {
  setInterval(() => {
    const processes = vitals.list();
    for (const child of [...running.gateways, running.console]) child?.send({ type: "system", processes });
  }, tellEveryMs).unref();
}

/** Sees what a user would: the banner comes when the address answers. */
async function waitUntilAnswered(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isAnswered = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (isAnswered) return;
    await new Promise((resolveWait) => setTimeout(resolveWait, 50));
  }
}

async function stopAll({ gateways, console, database, isHurried }: Running): Promise<void> {
  const drainMs = console === null ? 0 : findLongestDrainMs(getEnv().DIFFRACT_DRAIN_SECONDS);
  await Promise.all(gateways.map((gateway) => gateway.stop({ deadlineMs: drainMs, isHurried })));
  // Behind a gateway that has stopped the console has nothing left to do.
  await console?.stop({ deadlineMs: gateways.length > 0 ? consoleDeadlineMs : drainMs, isHurried });
  await database?.stop();
}

function describeError(error: unknown): string {
  if (isAppError(error)) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
