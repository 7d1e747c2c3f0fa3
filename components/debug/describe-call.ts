import type { Tone } from "@/components/ui/tone";
import type { CallDetail, PolicyStep } from "@/lib/core/contracts/call";
import { joinNames } from "./body/describe-side";
import { describeRemoval } from "./body/describe-removal";

/** What happened to a call, for somebody who has ten seconds. */
export interface CallStory {
  readonly tone: Tone;
  /** For example `Changed by Redact personal data`. */
  readonly headline: string;
  /** One sentence more: the evidence, the reason, or who it was. */
  readonly detail: string;
  /** What to do next, when there is something to do. */
  readonly next: string | null;
}

type StoryCall = Pick<
  CallDetail,
  "state" | "status" | "reason" | "steps" | "outcome" | "changed_by" | "request_changes" | "response_changes"
> &
  Partial<
    Pick<CallDetail, "provider" | "is_streaming" | "upstream_url" | "bodies" | "bodies_removed" | "bodies_expired">
  >;

/** Refusals of the gateway: what to say of them and what to do about them. */
const refusals: Readonly<Record<string, readonly [what: string, next: string]>> = {
  missing_token: ["no token", "Send a gateway token as Authorization: Bearer or x-api-key."],
  invalid_token: ["unknown token", "Check that the client sends a whole, current gateway token."],
  token_expired: ["token expired", "Create a new token, or move the expiry of this one."],
  token_revoked: ["token revoked", "Create a new token for this client."],
  project_inactive: ["project switched off", "Switch the project on to let its tokens work again."],
  no_upstream: ["no upstream for this dialect", "Give the project an upstream that speaks this dialect."],
  invalid_json: ["the body is not JSON", "Compare the raw bytes below with what the client meant to send."],
  invalid_path: ["the path is not allowed", "Check the client's base URL."],
  invalid_request: ["the request could not be read", "Compare the raw bytes below with what the client meant to send."],
  body_too_large: ["body too large", "Send less, or raise the limit."],
  unsupported_encoding: ["unsupported content encoding", "Send the body uncompressed or with gzip."],
  request_timeout: ["the request did not arrive in time", "Look at the network between the client and Diffract."],
  too_many_requests: ["too many requests", "Slow down and try again after the time in Retry-After."],
  token_exhausted: ["request limit of the token used up", "Raise or clear the token's limit, or use another token."],
  overloaded: ["overloaded", "Try again in a moment."],
  directory_unavailable: ["the token could not be checked", "The database did not answer. Check it, then try again."],
  database_unavailable: ["the database did not answer", "Check the database, then try again."],
  method_not_allowed: ["method not allowed", "Check which method this endpoint takes."],
  url_too_long: ["the address is too long", "Move what is in the query into the body."],
  headers_too_large: ["too many or too large headers", "Send fewer or shorter headers."],
  unsupported_content_type: ["the body is not JSON by its type", "Send content-type: application/json."],
  expectation_failed: ["an expectation that nobody knows", "Send the request without Expect."],
  upgrade_unsupported: ["WebSockets are not served", "Use HTTP; streaming works over it."],
  loop_detected: ["the upstream is this Diffract itself", "Give the project the address of a provider."],
  not_found: ["no such endpoint", "Check the client's base URL and path."],
};

/** Failures on the far side. */
const failures: Readonly<Record<string, string>> = {
  upstream_unreachable: "No connection to the provider could be made.",
  upstream_timeout: "The provider did not answer in time.",
  upstream_malformed: "The provider's answer was not valid HTTP.",
  upstream_disconnected: "The provider closed the connection before its answer was complete.",
};

function countChanges(call: StoryCall): string {
  const words = (count: number, side: string): string[] =>
    count === 0 ? [] : [`${count.toLocaleString("en-US")} ${count === 1 ? "change" : "changes"} in the ${side}`];
  const parts = [...words(call.request_changes, "request"), ...words(call.response_changes, "response")];
  return parts.length === 0 ? "" : `${joinNames(parts)}.`;
}

function findStep(call: StoryCall, outcome: PolicyStep["outcome"]): PolicyStep | undefined {
  return call.steps.find((step) => step.outcome === outcome);
}

/** A policy's own words as a sentence. */
function toSentence(reason: string): string {
  return /[.!?]$/.test(reason) ? reason : `${reason}.`;
}

function tellBlocked(call: StoryCall): CallStory {
  const failed = findStep(call, "failed-closed");
  const step = findStep(call, "blocked") ?? failed;
  const name = step?.name ?? "a policy";
  const where =
    step?.hook === "response" ? "The answer was stopped on its way to the client." : "Nothing was sent upstream.";
  if (failed !== undefined && step === failed) {
    return {
      tone: "removed",
      headline: `Stopped: ${name} failed`,
      detail: `${toSentence(failed.reason ?? "The policy failed")} It is set to fail closed. ${where}`,
      next: "Look at the policy's configuration, or let it fail open.",
    };
  }
  return {
    tone: "blocked",
    headline: `Blocked by ${name}`,
    detail: `${toSentence(step?.reason ?? call.reason ?? "The policy gave no reason")} ${where}`,
    next: "If it should have passed, change the policy, or run the call again without it.",
  };
}

function tellRejected(call: StoryCall): CallStory {
  const [what, next] = refusals[call.reason ?? ""] ?? [
    (call.reason ?? "no reason was recorded").replaceAll("_", " "),
    null,
  ];
  return {
    tone: "warning",
    headline: `Rejected: ${what}`,
    detail: `Diffract itself answered ${call.status ?? "with an error"}. Nothing was sent upstream.`,
    next,
  };
}

function tellUpstreamError(call: StoryCall): CallStory {
  const who = call.provider ?? "the provider";
  const known = failures[call.reason ?? ""];
  if (call.reason === "error_in_stream") {
    return {
      tone: "removed",
      headline: "Upstream failed in the middle of its answer",
      detail: `It had begun with ${call.status ?? 200}; the error that followed is ${who}'s own, passed on as it came.`,
      next: "The error is at the end of the response. The client may want to try again.",
    };
  }
  return {
    tone: "removed",
    headline: known === undefined && call.status !== null ? `Upstream failed with ${call.status}` : "Upstream failed",
    detail: known ?? `The error is ${who}'s own, passed on as it came.`,
    next:
      known === undefined ? "The provider's error is under Response." : "Check the upstream's address and its status.",
  };
}

function tellChanged(call: StoryCall): CallStory {
  return {
    tone: "modified",
    headline: `Changed by ${joinNames(call.changed_by.length === 0 ? ["a policy"] : call.changed_by)}`,
    detail: countChanges(call),
    next: null,
  };
}

function tellFailedOpen(call: StoryCall): CallStory {
  const step = findStep(call, "failed-open");
  return {
    tone: "warning",
    headline: `${step?.name ?? "A policy"} failed, and the call went on`,
    detail: `${toSentence(step?.reason ?? "The policy failed")} It is set to fail open, so its changes are missing from this call.`,
    next: "Look at the policy's configuration before you rely on it.",
  };
}

function tellUnchanged(call: StoryCall): CallStory {
  const working = call.steps.filter((step) => step.outcome !== "skipped");
  const count = new Set(working.map((step) => step.policy_id)).size;
  const ran = count === 0 ? "No policy ran on this call." : `${count} ${count === 1 ? "policy" : "policies"} ran.`;
  return { tone: "neutral", headline: "Unchanged", detail: `${ran} What came in is what went out.`, next: null };
}

function tellCompleted(call: StoryCall): CallStory {
  if (call.outcome === "failed-open") return tellFailedOpen(call);
  if (call.outcome === "changed") return tellChanged(call);
  if (call.status !== null && call.status >= 400) {
    return {
      tone: "warning",
      headline: `Upstream answered ${call.status}`,
      detail: `The error is ${call.provider ?? "the provider"}'s own. ${tellUnchanged(call).detail}`,
      next: "The provider's error is under Response.",
    };
  }
  return tellUnchanged(call);
}

const tellers: Readonly<Record<CallDetail["state"], (call: StoryCall) => CallStory>> = {
  completed: tellCompleted,
  blocked: tellBlocked,
  rejected: tellRejected,
  upstream_error: tellUpstreamError,
  in_progress: () => ({
    tone: "accent",
    headline: "In progress",
    detail: "The call has not ended. What is known so far is below, and the rest comes by itself.",
    next: null,
  }),
  client_aborted: (call) => ({
    tone: "warning",
    headline: "The client left early",
    detail: `It closed the connection before the answer was complete. ${countChanges(call)}`.trim(),
    next: "Look at the client's own timeout.",
  }),
  upstream_truncated: (call) => ({
    tone: "removed",
    headline: "Cut off by upstream",
    detail: `${failures["upstream_disconnected"] ?? ""} What came until then is below. ${countChanges(call)}`.trim(),
    next: "The client got an incomplete answer and may want to try again.",
  }),
  interrupted: () => ({
    tone: "removed",
    headline: "Interrupted",
    detail: "The gateway stopped before the call ended. What it had recorded until then is below.",
    next: "The client saw a broken connection and may want to try again.",
  }),
};

/** Says in words what happened to a call, whose doing it was, and what to do next. */
export function describeCall(call: StoryCall): CallStory {
  const story = tellers[call.state](call);
  if (call.bodies_removed !== true) return story;
  // What to do next would be to look at them.
  return {
    ...story,
    detail:
      `${story.detail} What was said ${describeRemoval(call)}; everything else is${call.bodies_expired === undefined ? "" : " kept"}.`.trim(),
    next: null,
  };
}
