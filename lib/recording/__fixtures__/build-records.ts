import type { BodySide } from "@/lib/core/contracts/call";
import type { CallEndRecord, CallIdentity, CallStartRecord, RecordedBody } from "@/lib/core/contracts/call-record";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";

export function buildIdentity(changes: Partial<CallIdentity> = {}): CallIdentity {
  return {
    call_id: createUuidV7(Date.now()),
    trace_id: "0af7651916cd43dd8448eb211c80319c",
    span_id: "b7ad6b7169203331",
    parent_span_id: null,
    started_at: Date.now(),
    project: { id: "01890a5d-ac96-774b-bcce-b302099a8057", name: "default" },
    token: { id: "01890a5d-ac96-774b-bcce-b302099a8058", name: "demo" },
    dialect: "openai",
    endpoint: "chat.completions",
    method: "POST",
    path: "/v1/chat/completions",
    model: "demo",
    is_streaming: false,
    session_id: null,
    user_id: null,
    agent: null,
    task: null,
    tags: { team: "blue" },
    metadata: {},
    ...changes,
  };
}

export function buildStart(changes: Partial<CallIdentity> = {}): CallStartRecord {
  return { kind: "start", ...buildIdentity(changes) };
}

export const requestBody = {
  model: "demo",
  messages: [{ role: "user", content: "What is my account number?" }],
};

export const responseBody = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_790_000_000,
  model: "demo-2026",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Your account number is 1234-5678-9012." },
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21 },
};

export type Bodies = Partial<Record<BodySide, Uint8Array | BodySide>>;

export interface BuiltEnd {
  readonly record: CallEndRecord;
  readonly bytes: Partial<Record<BodySide, readonly Uint8Array[]>>;
}

export function toJsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

const plainBodies: Bodies = {
  client_request: toJsonBytes(requestBody),
  upstream_request: "client_request",
  upstream_response: toJsonBytes(responseBody),
  client_response: toJsonBytes(JSON.parse(JSON.stringify(responseBody).replace("1234-5678-9012", "[REDACTED]"))),
};

/** An end record with its bytes: a chat call whose answer one policy has changed, unless told otherwise. */
export function buildEnd(changes: Partial<CallEndRecord> = {}, bodies: Bodies = plainBodies): BuiltEnd {
  const bytes: Partial<Record<BodySide, readonly Uint8Array[]>> = {};
  const described: RecordedBody[] = [];
  for (const [name, content] of Object.entries(bodies)) {
    const side = name as BodySide;
    const sameAs = typeof content === "string" ? content : null;
    const own = bodies[sameAs ?? side];
    const size = own instanceof Uint8Array ? own.byteLength : 0;
    if (content instanceof Uint8Array) bytes[side] = [content];
    const captured = sameAs === null ? size : 0;
    described.push({ side, size, captured, content_type: "application/json", content_encoding: null, same_as: sameAs });
  }
  const record: CallEndRecord = {
    ...buildIdentity(),
    kind: "end",
    state: "completed",
    reason: null,
    status: 200,
    provider: "demo",
    upstream_url: "http://127.0.0.1:1/v1/chat/completions",
    upstream_request_id: "req_1",
    timings: { request_read: 0.5, upstream_start: 1.25, upstream_headers: 20, client_first_byte: 21, client_last_byte: 30, ended: 30.5 },
    steps: [
      {
        position: 0,
        hook: "response",
        policy: "redact-personal-data",
        policy_id: "01890a5d-ac96-774b-bcce-b302099a8059",
        name: "Redact",
        version: 3,
        outcome: "changed",
        reason: null,
        duration_ms: 0.2,
        start_ms: 20.5,
        end_ms: 20.7,
        edits: [
          {
            path: "choices[0].message.content",
            start: 23,
            end: 37,
            from: "1234-5678-9012",
            to: "[REDACTED]",
            rule: "account_number",
            reason: "Account number",
          },
        ],
      },
    ],
    headers: { client_request: [["content-type", "application/json"]], upstream_request: [], upstream_response: [], client_response: [] },
    bodies: described,
    ...changes,
  };
  return { record, bytes };
}
