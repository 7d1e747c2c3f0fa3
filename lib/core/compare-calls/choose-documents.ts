import type { CallDetail } from "../contracts/call";
import type { Json } from "../dialects/dialect-adapter";
import { isObject, setKey, type OpenObject } from "../json/json-access";
import { normaliseRequest } from "./normalise-request";
import { normaliseResponse } from "./normalise-response";

/** Fields that differ between any two calls and say nothing. */
const fleeting = new Set(["id", "created", "created_at", "completed_at", "system_fingerprint", "usage"]);
const chats = new Set(["chat.completions", "messages", "responses"]);

function withoutFleeting(body: Json): Json {
  if (!isObject(body)) return body;
  const kept: OpenObject = {};
  for (const [key, value] of Object.entries(body)) if (!fleeting.has(key)) setKey(kept, key, value);
  return kept;
}

type ComparedCall = Pick<CallDetail, "endpoint" | "request" | "response">;

export interface ChosenDocuments {
  /** The two speak different dialects: what is compared is one shape for both. */
  readonly isNormalised: boolean;
  readonly request: { readonly a: Json; readonly b: Json };
  readonly response: { readonly a: Json; readonly b: Json };
}

/** What of two calls is set beside each other: what the clients sent, and what they received. */
export function chooseDocuments(a: ComparedCall, b: ComparedCall): ChosenDocuments {
  const isNormalised = a.endpoint !== b.endpoint && chats.has(a.endpoint) && chats.has(b.endpoint);
  const sent = (call: ComparedCall): Json => (call.request.original ?? null) as Json;
  const received = (call: ComparedCall): Json => (call.response.final ?? null) as Json;
  if (isNormalised) {
    return {
      isNormalised,
      request: { a: normaliseRequest(sent(a)), b: normaliseRequest(sent(b)) },
      response: { a: normaliseResponse(received(a)), b: normaliseResponse(received(b)) },
    };
  }
  return {
    isNormalised,
    request: { a: sent(a), b: sent(b) },
    response: { a: withoutFleeting(received(a)), b: withoutFleeting(received(b)) },
  };
}
