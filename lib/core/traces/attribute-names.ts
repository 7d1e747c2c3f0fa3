/**
 * Every name that Diffract writes on its spans, in one place. `gen_ai.*` follows OpenTelemetry's GenAI conventions after
 * v1.41.0 (open-telemetry/semantic-conventions-genai, in development).
 */
export const attributeNames = {
  callId: "diffract.call.id",
  callState: "diffract.call.state",
  callReason: "diffract.call.reason",
  policy: "diffract.policy",
  policyName: "diffract.policy.name",
  policyVersion: "diffract.policy.version",
  policyOutcome: "diffract.policy.outcome",
  policyReason: "diffract.policy.reason",
  policyEdits: "diffract.policy.edits",
  policyPosition: "diffract.policy.position",
  /** Milliseconds that a policy computed: on a stream it also waits for more text. */
  policyRanMs: "diffract.policy.ran_ms",
  /** `new` or `reused`. */
  connection: "diffract.connection",
  startIsEstimated: "diffract.start_is_estimated",
  project: "diffract.project",
  token: "diffract.token",
  operation: "gen_ai.operation.name",
  provider: "gen_ai.provider.name",
  requestModel: "gen_ai.request.model",
  responseModel: "gen_ai.response.model",
  isStreaming: "gen_ai.request.stream",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  /** Seconds, as a double. */
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  conversationId: "gen_ai.conversation.id",
  errorType: "error.type",
  method: "http.request.method",
  status: "http.response.status_code",
  path: "url.path",
  server: "server.address",
  port: "server.port",
} as const;

/** `gen_ai.operation.name` of an endpoint; `null` where the conventions have none. */
export function findOperation(endpoint: string): string | null {
  if (endpoint === "chat.completions" || endpoint === "messages" || endpoint === "responses") return "chat";
  if (endpoint === "completions") return "text_completion";
  return endpoint === "embeddings" ? "embeddings" : null;
}

/** Names of events on spans. */
export const eventNames = {
  responseHeaders: "response headers",
  requestSent: "request sent",
  firstByte: "first byte",
  firstToken: "first token",
  clientFirstByte: "first byte to the client",
  policyOutcome: "policy outcome",
} as const;
