import { expect, it } from "vitest";
import { createTestGateway } from "@/lib/testing/create-test-gateway";
import { buildTenant, buildUpstream } from "@/lib/testing/fixed-directory";
import { createMemoryRecorder } from "@/lib/testing/memory-recorder";
import { CallAbort } from "./call-abort";

const bytes = Buffer.from('{"model":"m","messages":[]}');

it("shows upstream nothing of a call before the journal knows that it has begun", async () => {
  const seen: string[] = [];
  const recorder = createMemoryRecorder();
  let write = (): void => undefined;
  const written = new Promise<void>((resolve) => (write = resolve));
  const tenant = buildTenant({ upstreams: [buildUpstream({ baseUrl: "http://up" })] });
  const gateway = createTestGateway([tenant], {
    recorder: {
      ...recorder,
      start: (record) => {
        seen.push("announced");
        return written.then(() => recorder.start(record));
      },
    },
    upstream: {
      send: () => {
        seen.push("sent");
        return Promise.resolve({
          status: 200,
          headers: ["content-length", "0"],
          body: { flow: () => Promise.resolve() },
        });
      },
      close: () => Promise.resolve(),
    },
  });
  const answer = gateway.handle({
    method: "POST",
    target: "/v1/chat/completions",
    headers: ["authorization", `Bearer ${tenant.token}`, "content-type", "application/json"],
    body: { read: () => Promise.resolve(bytes) },
    abort: new CallAbort(),
  });
  await expect.poll(() => seen).toEqual(["announced"]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(["announced"]);
  write();
  expect((await answer).status).toBe(200);
  expect(seen).toEqual(["announced", "sent"]);
  await gateway.close();
});
