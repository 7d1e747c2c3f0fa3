import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { PolicyOutcome } from "@/lib/core/contracts/call";
import type { CallEndRecord } from "@/lib/core/contracts/call-record";
import { buildEnd, requestBody, responseBody, toJsonBytes, type Bodies } from "../__fixtures__/build-records";
import { assembleCall } from "./assemble-call";
import type { AssembledCall, CapturedBytes } from "./call-rows";

function assemble(changes: Partial<CallEndRecord> = {}, bodies?: Bodies): AssembledCall {
  const { record, bytes } = buildEnd(changes, bodies);
  const captured: CapturedBytes = {};
  for (const side of record.bodies) {
    const chunks = bytes[side.side];
    if (chunks !== undefined) captured[side.side] = Buffer.concat(chunks);
  }
  return assembleCall({ ...record, bodies: changes.bodies ?? record.bodies }, captured);
}

function readCall(assembled: AssembledCall): Record<string, unknown> {
  const { tags, metadata, usage, timings, headers, ...rest } = assembled.call;
  const json = { tags, metadata, usage, timings, headers };
  const parsed = Object.entries(json).map(([name, value]) => [name, JSON.parse(String(value)) as unknown]);
  return { ...rest, ...(Object.fromEntries(parsed) as object) };
}

function readPayload(assembled: AssembledCall, type: "request" | "response"): Record<string, unknown> {
  const pieces = assembled.events.find((event) => event.event_type === type)?.payload ?? [];
  const parts = typeof pieces === "string" ? [pieces] : pieces;
  const text = parts.map((piece) => (typeof piece === "string" ? piece : Buffer.from(piece).toString())).join("");
  return JSON.parse(text) as Record<string, unknown>;
}

const same: Bodies = { client_request: toJsonBytes(requestBody), upstream_request: "client_request" };

function respond(bytes: Uint8Array): Bodies {
  return { ...same, upstream_response: bytes, client_response: "upstream_response" };
}

/** The same call with another content type or encoding of its answer. */
function withAnswer(bytes: Uint8Array, contentType: string, encoding: string | null = null): AssembledCall {
  const { record } = buildEnd({}, respond(bytes));
  const bodies = record.bodies.map((body) =>
    body.side.endsWith("response") ? { ...body, content_type: contentType, content_encoding: encoding } : body,
  );
  return assemble({ bodies }, respond(bytes));
}

describe("events", () => {
  it("carry original, final and the fields of the final", () => {
    const payload = readPayload(assemble(), "response");
    expect(payload["original"]).toEqual(responseBody);
    expect(payload["model"]).toBe("demo-2026");
    expect(JSON.stringify(payload["final"])).toBe(JSON.stringify(responseBody).replace("1234-5678-9012", "[REDACTED]"));
  });

  it("keep their own two names when the body has fields called so", () => {
    const body = { original: 1, final: 2, other: 3 };
    const payload = readPayload(assemble({}, respond(toJsonBytes(body))), "response");
    expect(payload).toEqual({ original: body, final: body, other: 3 });
  });

  it("order a response after its request and have ids of their own", () => {
    const assembled = assemble({ started_at: 1_790_000_000_000, timings: { ended: 0 } });
    const [request, response] = assembled.events;
    expect(request?.sequence).toBe(1790000000000000000n);
    expect(response?.sequence).toBe(1790000000000000001n);
    expect(new Set([request?.id, response?.id, assembled.callId]).size).toBe(3);
  });

  it("have null for a side that does not exist", () => {
    const payload = readPayload(
      assemble({ state: "blocked" }, { client_request: toJsonBytes(requestBody) }),
      "request",
    );
    expect(payload).toEqual({ original: requestBody, final: null });
  });
});

describe("usage in an answer", () => {
  const body = { id: "resp_1", output: [], usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 } };
  const read = (changes: Partial<CallEndRecord>) => readCall(assemble(changes, respond(toJsonBytes(body))));

  it("is summed up where this call spent it", () => {
    expect(read({ endpoint: "responses", method: "POST" })).toMatchObject({ input_tokens: 3, total_tokens: 7 });
    expect(read({ endpoint: "images.edits", method: "POST" })).toMatchObject({ input_tokens: 3, total_tokens: 7 });
  });

  it.each([
    ["responses.retrieve", "GET"],
    ["responses.cancel", "POST"],
    ["batches.retrieve", "GET"],
    ["messages.count_tokens", "POST"],
  ])("is shown and not summed up where %s tells of something else", (endpoint, method) => {
    const call = read({ endpoint, method });
    expect(call).toMatchObject({ input_tokens: null, output_tokens: null, total_tokens: null });
    expect(call["usage"]).toMatchObject({ input_tokens: 3, source: "reported" });
  });

  it("of a stream that is not reassembled is its last", () => {
    const text = `data: {"type":"transcript.text.delta","delta":"a"}\r\n\r\ndata: {"type":"transcript.text.done","text":"a","usage":{"type":"tokens","input_tokens":9,"output_tokens":2,"total_tokens":11}}\r\n\r\n`;
    const { record } = buildEnd({}, respond(Buffer.from(text)));
    const bodies = record.bodies.map((one) => ({ ...one, content_type: "text/event-stream" }));
    const call = readCall(assemble({ endpoint: "audio.transcriptions", bodies }, respond(Buffer.from(text))));
    expect(call["usage"]).toMatchObject({ input_tokens: 9, output_tokens: 2, source: "reported" });
  });
});

describe("usage that the gateway asked for", () => {
  const chunk = (content: string): string =>
    `data: {"model":"m","choices":[{"index":0,"delta":{"content":"${content}"}}]}\n\n`;
  const usage = `data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n`;

  it("is the call's, and neither the original's nor the final's", () => {
    const sent = Buffer.from(`${chunk("Hi")}${usage}data: [DONE]\n\n`);
    const got = Buffer.from(`${chunk("Hi")}data: [DONE]\n\n`);
    const bodies: Bodies = { ...same, wire_request: toJsonBytes({}), upstream_response: sent, client_response: got };
    const { record } = buildEnd({ notes: ["usage_asked"] }, bodies);
    const assembled = assemble(
      {
        notes: ["usage_asked"],
        bodies: record.bodies.map((body) =>
          body.side.endsWith("response") ? { ...body, content_type: "text/event-stream" } : body,
        ),
      },
      bodies,
    );
    const { original, final } = readPayload(assembled, "response");
    expect(original).toEqual(final);
    expect(final).not.toHaveProperty("usage");
    expect(readCall(assembled)).toMatchObject({
      record_notes: ["usage_asked"],
      usage: { input_tokens: 3, output_tokens: 2, source: "reported" },
    });
    expect(assembled.bodies.map(({ side }) => side)).toContain("wire_request");
    expect(readPayload(assembled, "request")["final"]).toEqual(requestBody);
  });
});

describe("streams", () => {
  const events = ["Your ", "number"].map((content) => ({
    model: "demo-2026",
    choices: [{ index: 0, delta: { content } }],
  }));
  const stream = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

  it("are shown as the body that a call without streaming would have had", () => {
    const assembled = withAnswer(Buffer.from(`${stream}data: [DONE]\n\n`), "text/event-stream; charset=utf-8");
    expect(readCall(assembled)).toMatchObject({ model_answered: "demo-2026", response_preview: "Your number" });
    expect(JSON.stringify(readPayload(assembled, "response")["final"])).toContain('"content":"Your number"');
  });

  it("that hold an error did not end well, whatever their status was", () => {
    const text = `data: {"choices":[{"index":0,"delta":{"content":"Your"}}]}\n\ndata: {"error":{"message":"overloaded","code":"x"}}\n\n`;
    const call = readCall(withAnswer(Buffer.from(text), "text/event-stream"));
    expect(call).toMatchObject({ state: "upstream_error", reason: "error_in_stream", response_preview: "Your" });
  });

  it("that were cut have partial usage", () => {
    const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}\n\n';
    const cut = withAnswer(Buffer.from(stream + usage + 'data: {"cho'), "text/event-stream");
    expect(readCall(cut)["usage"]).toMatchObject({ input_tokens: 3, source: "partial" });
  });
});

describe("bodies that cannot be shown", () => {
  it("say what they are instead", () => {
    const payload = readPayload(withAnswer(Buffer.from([0x89, 0x50, 0x4e, 0x47]), "image/png"), "response");
    expect(payload["final"]).toEqual({ content_type: "image/png", size: 4, note: "Not text. The raw bytes are kept." });
  });

  it("are decoded when they are gzip, never when br", () => {
    const gzip = withAnswer(gzipSync(toJsonBytes(responseBody)), "application/json", "gzip");
    expect(readPayload(gzip, "response")["original"]).toEqual(responseBody);
    const br = withAnswer(Buffer.from("abc"), "application/json", "br");
    expect(JSON.stringify(readPayload(br, "response"))).toContain("Encoded as br");
    const cut = withAnswer(gzipSync(toJsonBytes(responseBody)).subarray(0, 40), "application/json", "gzip");
    expect(JSON.stringify(readPayload(cut, "response"))).toContain("incomplete or damaged");
  });

  it("nest too deeply", () => {
    const assembled = assemble({}, respond(Buffer.from("[".repeat(100_000) + "]".repeat(100_000))));
    expect(readCall(assembled)["record_notes"]).toContain("too_deep");
  });

  it("have numbers beyond what Postgres holds", () => {
    const payload = readPayload(assemble({}, respond(Buffer.from('{"n":1e400000,"m":1.50}'))), "response");
    expect(payload["original"]).toEqual({ n: null, m: 1.5 });
  });

  it("have lost bytes, which is said", () => {
    const { record } = buildEnd();
    const assembled = assembleCall(record, {});
    expect(readCall(assembled)["record_notes"]).toContain("body_bytes_lost");
    expect(assembled.bodies.find((body) => body.side === "client_request")?.captured).toBe(0);
  });
});

describe("bodies of which only the beginning was kept", () => {
  function cut(bytes: Buffer, encoding: string | null = null): AssembledCall {
    const { record } = buildEnd({}, respond(bytes));
    const bodies = record.bodies.map((body) => ({ ...body, size: body.size + 1000, content_encoding: encoding }));
    return assemble({ bodies }, respond(bytes));
  }

  it("say how much that is, and the record says it too", () => {
    const assembled = cut(Buffer.from('{"choices":[{"mess'));
    const { note } = readPayload(assembled, "response")["final"] as { note: string };
    expect(note).toBe("Only the first 18 bytes were kept.");
    expect(readCall(assembled)["record_notes"]).toContain("body_truncated");
  });

  it("do not claim to be there when they are encoded", () => {
    const payload = JSON.stringify(readPayload(cut(Buffer.from("abc"), "br"), "response"));
    expect(payload).toContain("Encoded as br, which is not decoded here. Only the first 3 bytes were kept.");
    expect(payload).not.toContain("The raw bytes are kept");
  });
});

describe("numbers", () => {
  const note = (text: string): unknown => readCall(assemble({}, respond(Buffer.from(text))))["record_notes"];

  it.each(['{"id":9007199254740993}', "[-123456789012345678901]", "[1e999]", '{"a\\"":-1E+400}'])(
    "of %s are shown as others, which is said",
    (text) => {
      expect(note(text)).toContain("number_rounded");
    },
  );

  it.each([
    '{"id":"9007199254740993 1e999"}',
    '["\\\\\\"9007199254740993"]',
    "[9007199254740991]",
    "[1e100]",
    "[0.12345678901234566]",
  ])("of %s are not", (text) => {
    expect(note(text)).toEqual([]);
  });

  it("of streams count as well", () => {
    const text = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}],"created":90071992547409931}\n\n';
    const stream = withAnswer(Buffer.from(text), "text/event-stream");
    expect(readCall(stream)["record_notes"]).toContain("number_rounded");
  });
});

describe("a request that the gateway did not parse", () => {
  const unknown = { model: null, user_id: null, session_id: null, is_streaming: false };

  it("still names its model and user, and whether it asked for a stream", () => {
    const body = toJsonBytes({ model: "large", user: "ada", stream: true, messages: [] });
    const call = readCall(assemble(unknown, { client_request: body, upstream_request: "client_request" }));
    expect(call).toMatchObject({ model: "large", user_id: "ada", is_streaming: true });
  });

  it("was streamed when its answer was", () => {
    const { record } = buildEnd({}, respond(Buffer.from("data: {}\n\n")));
    const bodies = record.bodies.map((body) =>
      body.side.endsWith("response") ? { ...body, content_type: "text/event-stream" } : body,
    );
    expect(readCall(assemble({ ...unknown, bodies }, same))["is_streaming"]).toBe(true);
  });

  it("may pack its user and its session", () => {
    const session_id = "01890a5d-ac96-774b-bcce-b302099a8057";
    const account = JSON.stringify({ device_id: "d", account_uuid: "u-1", session_id });
    for (const user_id of [account, `u-1_session_${session_id}`]) {
      const body = toJsonBytes({ model: "large", metadata: { user_id } });
      const call = readCall(assemble(unknown, { client_request: body }));
      expect(call).toMatchObject({ user_id: "u-1", session_id });
    }
  });

  it("does not override what the gateway knew", () => {
    const body = toJsonBytes({ model: "large", user: "ada" });
    const call = readCall(assemble({ model: "known", user_id: "grace" }, { client_request: body }));
    expect(call).toMatchObject({ model: "known", user_id: "grace" });
  });
});

describe("the call's row", () => {
  it.each<[PolicyOutcome[], PolicyOutcome]>([
    [[], "skipped"],
    [["unchanged", "skipped"], "unchanged"],
    [["changed", "unchanged"], "changed"],
    [["changed", "failed-open"], "failed-open"],
    [["failed-open", "failed-closed"], "failed-closed"],
    [["failed-closed", "blocked"], "blocked"],
  ])("has the worst outcome of %j", (outcomes, worst) => {
    const [step] = buildEnd().record.steps;
    if (step === undefined) throw new Error("the fixture has a step");
    const steps = outcomes.map((outcome, position) => ({
      ...step,
      position,
      outcome,
      name: `Policy ${String(position)}`,
    }));
    expect(readCall(assemble({ steps }))["outcome"]).toBe(worst);
  });
});
