import { buildCertificate } from "@/lib/core/certificate/build-certificate";
import type { CallDetail, PolicyStep, RecordedEdit, Timings } from "@/lib/core/contracts/call";

/** A completed, unchanged chat call that took 1.2 s; override what the test is about. */
export function buildCallDetail(overrides: Partial<CallDetail> = {}): CallDetail {
  const detail: Omit<CallDetail, "certificate"> = {
    id: "0193e4a1-5b7c-7d2e-9f10-3c5a8e6b2d41",
    trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    revision: "1",
    state: "completed",
    reason: null,
    status: 200,
    dialect: "openai",
    endpoint: "chat.completions",
    method: "POST",
    path: "/v1/chat/completions",
    is_streaming: false,
    model: "demo",
    model_answered: "demo",
    provider: "demo",
    project: { id: "0193e4a1-0000-7000-8000-000000000001", name: "default" },
    token: { id: "0193e4a1-0000-7000-8000-000000000002", name: "first" },
    session_id: null,
    user_id: null,
    agent: null,
    task: null,
    tags: {},
    usage: {
      input_tokens: 12,
      output_tokens: 24,
      total_tokens: 36,
      input_details: {},
      output_details: {},
      source: "reported",
    },
    cost: null,
    started_at: "2026-11-21T09:00:00.000Z",
    duration_ms: 1_200,
    first_byte_ms: 402,
    gateway_ms: 1.5,
    outcome: "unchanged",
    request_changes: 0,
    response_changes: 0,
    changed_by: [],
    request_preview: "Hello",
    response_preview: "Hello",
    timings: buildTimings(),
    request: { original: { model: "demo", messages: [] }, final: { model: "demo", messages: [] } },
    response: { original: { choices: [] }, final: { choices: [] } },
    steps: [],
    bodies: [],
    headers: { client_request: [], upstream_request: [], upstream_response: [], client_response: [] },
    upstream_id: null,
    upstream_url: null,
    upstream_request_id: null,
    record_notes: [],
    ...overrides,
  };
  return { certificate: buildCertificate(detail), ...detail };
}

/** Times of a call that went well. */
export function buildTimings(overrides: Partial<Timings> = {}): Timings {
  return {
    started_at: "2026-11-21T09:00:00.000Z",
    ended_at: "2026-11-21T09:00:01.200Z",
    duration_ms: 1_200,
    authenticated_ms: null,
    request_read_ms: 1,
    upstream_start_ms: 2.5,
    upstream_headers_ms: 300,
    upstream_first_byte_ms: 400,
    upstream_last_byte_ms: 1_190,
    client_first_byte_ms: 402,
    client_last_byte_ms: 1_195,
    ...overrides,
  };
}

/** One policy at one hook that changed nothing. */
export function buildStep(overrides: Partial<PolicyStep> = {}): PolicyStep {
  return {
    position: 0,
    hook: "request",
    policy: "redact-personal-data",
    policy_id: "0193e4a1-0000-7000-8000-000000000003",
    name: "Redact personal data",
    version: 1,
    outcome: "unchanged",
    reason: null,
    duration_ms: 0.2,
    edits: [],
    ...overrides,
  };
}

type EditSketch = Pick<RecordedEdit, "path" | "start" | "from" | "to"> & Partial<RecordedEdit>;

/** An edit that puts `to` where `from` stood. */
export function buildEdit(edit: EditSketch): RecordedEdit {
  return { end: edit.start + edit.from.length, rule: "r", reason: "R", ...edit };
}
