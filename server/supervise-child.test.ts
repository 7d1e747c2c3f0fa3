import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { inheritEnv } from "@/lib/config/read-env";
import { superviseChild } from "./supervise-child";

const idleChild = 'process.send({ type: "ready", port: 1 }); setInterval(() => undefined, 1_000);';

it("survives that it tells something to a child that was killed a moment ago, and starts another", async () => {
  const directory = await mkdtemp(join(tmpdir(), "diffract-child-"));
  const entry = join(directory, "idle-child.mjs");
  await writeFile(entry, idleChild);
  let started = 0;
  const onReady = (): void => void (started += 1);
  const env = inheritEnv({ NODE_ENV: "production" });
  const child = superviseChild({ name: "child", entry, args: [], env, onReady });
  try {
    await child.ready;
    process.kill(child.pid() ?? 0, "SIGKILL");
    // Nobody hears of its end before this turn is over.
    const until = performance.now() + 100;
    while (performance.now() < until);
    child.send({ type: "console", port: 1 });
    await expect.poll(() => started, { timeout: 10_000 }).toBe(2);
  } finally {
    await child.stop({ deadlineMs: 1_000, isHurried: true });
    await rm(directory, { recursive: true, force: true });
  }
});
