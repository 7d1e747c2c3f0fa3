import { describe, expect, it } from "vitest";
import type { CallIdentity } from "@/lib/core/contracts/call-record";
import { createMemoryRecorder } from "@/lib/testing/memory-recorder";
import { BodyBudget } from "./body-budget";
import { CallAbort } from "./call-abort";
import { OpenCall } from "./open-call";
import { RunningCalls } from "./running-calls";

const identity: CallIdentity = {
  call_id: "01900000-0000-7000-8000-000000000001",
  trace_id: "a".repeat(32),
  span_id: "b".repeat(16),
  parent_span_id: null,
  started_at: 0,
  project: null,
  token: null,
  dialect: "openai",
  endpoint: "chat.completions",
  method: "POST",
  path: "/v1/chat/completions",
  model: "m",
  is_streaming: true,
  session_id: null,
  user_id: null,
  agent: null,
  task: null,
  tags: {},
  metadata: {},
};

describe("a call that runs long", () => {
  it("leaves in the journal what was known, and its bytes are not told twice when it ends after all", async () => {
    const recorder = createMemoryRecorder();
    const running = new RunningCalls(() => 0);
    const call = new OpenCall(
      { ...identity },
      { recorder, captureBytes: 1000, now: () => 0, running, abort: new CallAbort(), budget: new BodyBudget(0) },
    );
    call.headers.upstream_response = ["content-type", "text/event-stream"];
    call.keep("client_request", Buffer.from("request"));
    call.keepSame("upstream_request", "client_request", 7);
    await call.announce();
    const answer = call.capture("upstream_response", true);
    answer.take(Buffer.from("one "), 1);
    call.status = 200;
    call.checkpoint();
    answer.take(Buffer.from("two "), 2);
    call.checkpoint();
    answer.take(Buffer.from("three"), 3);

    expect(recorder.started).toHaveLength(2);
    expect(recorder.started[1]).toMatchObject({
      status: 200,
      bodies: [{ size: 7 }, { same_as: "client_request" }, { size: 4 }],
    });
    expect(recorder.bytesOf(identity.call_id, "upstream_response").toString()).toBe("one two ");
    await call.end("completed", null);
    expect(recorder.bytesOf(identity.call_id, "client_request").toString()).toBe("request");
    expect(recorder.bytesOf(identity.call_id, "upstream_response").toString()).toBe("one two three");
    running.close();
  });
});
