import type { CallIdentity } from "@/lib/core/contracts/call-record";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asObject, asString, type JsonObject } from "@/lib/core/json/json-access";
import type { CallFacts } from "./call-rows";

type Attributes = Pick<CallIdentity, "model" | "user_id" | "is_streaming">;

const maxLength = 256;

function clean(value: Json | undefined): string | null {
  const text = asString(value)
    ?.replace(/[\u0000-\u001f\u007f]/g, "")
    .trim()
    .slice(0, maxLength);
  return text === undefined || text === "" ? null : text;
}

/** Anthropic's clients pack who it was into `metadata.user_id`: as JSON, or before `_session_`. */
function readUser(body: JsonObject): string | null {
  const packed = asString(asObject(body["metadata"] ?? null)?.["user_id"]);
  if (packed === null) return clean(body["user"] ?? body["safety_identifier"]);
  if (!packed.startsWith("{")) return clean(packed.replace(/_session_[0-9a-f-]{36}$/, ""));
  try {
    const fields = asObject(JSON.parse(packed) as Json);
    return clean(fields?.["account_uuid"] ?? fields?.["device_id"]);
  } catch {
    return clean(packed);
  }
}

/** Whether a content type is that of a stream of events. */
export function isEventStream(contentType: string | null): boolean {
  return contentType?.trim().toLowerCase().startsWith("text/event-stream") ?? false;
}

/**
 * What the gateway did not read out of a request that it did not parse, a large one above all. What it knew stands.
 * @param request the body as the client sent it, when it can be read
 */
export function fillAttributes(facts: CallFacts, request: Json | undefined): Attributes {
  const body = asObject(request) ?? {};
  const hasStream = facts.bodies.some((one) => one.side.endsWith("_response") && isEventStream(one.content_type));
  return {
    model: facts.model ?? clean(body["model"]),
    user_id: facts.user_id ?? readUser(body),
    is_streaming: facts.is_streaming || hasStream || body["stream"] === true,
  };
}
