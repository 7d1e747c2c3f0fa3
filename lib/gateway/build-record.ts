/**
 * Records, field by field: spreading an object of this many fields costs ten times as much as writing them out.
 */
import type { CallEndRecord, CallIdentity, CallStartRecord } from "@/lib/core/contracts/call-record";

/** What an end says beyond who and what the call was. */
export type CallEnding = Omit<CallEndRecord, keyof CallIdentity | "kind">;

/** The record of a call that begins; a copy of what is known by then. */
export function buildStartRecord(identity: CallIdentity): CallStartRecord {
  return {
    kind: "start",
    call_id: identity.call_id,
    trace_id: identity.trace_id,
    span_id: identity.span_id,
    parent_span_id: identity.parent_span_id,
    started_at: identity.started_at,
    project: identity.project,
    token: identity.token,
    dialect: identity.dialect,
    endpoint: identity.endpoint,
    method: identity.method,
    path: identity.path,
    model: identity.model,
    is_streaming: identity.is_streaming,
    session_id: identity.session_id,
    user_id: identity.user_id,
    agent: identity.agent,
    task: identity.task,
    tags: identity.tags,
    metadata: identity.metadata,
  };
}

/** The record of a call that is over. */
export function buildEndRecord(identity: CallIdentity, ending: CallEnding): CallEndRecord {
  return {
    kind: "end",
    call_id: identity.call_id,
    trace_id: identity.trace_id,
    span_id: identity.span_id,
    parent_span_id: identity.parent_span_id,
    started_at: identity.started_at,
    project: identity.project,
    token: identity.token,
    dialect: identity.dialect,
    endpoint: identity.endpoint,
    method: identity.method,
    path: identity.path,
    model: identity.model,
    is_streaming: identity.is_streaming,
    session_id: identity.session_id,
    user_id: identity.user_id,
    agent: identity.agent,
    task: identity.task,
    tags: identity.tags,
    metadata: identity.metadata,
    state: ending.state,
    reason: ending.reason,
    status: ending.status,
    provider: ending.provider,
    upstream_id: ending.upstream_id,
    upstream_url: ending.upstream_url,
    upstream_request_id: ending.upstream_request_id,
    timings: ending.timings,
    steps: ending.steps,
    headers: ending.headers,
    bodies: ending.bodies,
    notes: ending.notes,
    parent_sampled: ending.parent_sampled,
  };
}
