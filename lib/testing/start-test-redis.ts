import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

export interface TestRedis {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Whether a Redis server is installed here; tests that need one say so when they are skipped. */
export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** A real Redis without persistence, on a port of its own. Stop it when done. */
export async function startTestRedis(port: number): Promise<TestRedis> {
  const server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", ""], {
    stdio: "ignore",
  });
  while (!(await isListening(port))) {
    if (server.exitCode !== null) throw new Error("redis-server did not start");
    await delay(20);
  }
  return {
    url: `redis://127.0.0.1:${String(port)}`,
    async stop() {
      const exited = once(server, "exit");
      server.kill("SIGKILL");
      await exited;
    },
  };
}
