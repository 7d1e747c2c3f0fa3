import { readBodyAttributes, type BodyAttributes } from "@/lib/core/attributes/read-body-attributes";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import type { CallFacts } from "./call-rows";

/** Whether a content type is that of a stream of events. */
export function isEventStream(contentType: string | null): boolean {
  return contentType?.trim().toLowerCase().startsWith("text/event-stream") ?? false;
}

/**
 * What the gateway did not read out of a request that it did not parse, a large one above all. What it knew stands.
 * @param request the body as the client sent it, when it can be read
 */
export function fillAttributes(facts: CallFacts, request: Json | undefined): BodyAttributes {
  const body = readBodyAttributes(request);
  const hasStream = facts.bodies.some((one) => one.side.endsWith("_response") && isEventStream(one.content_type));
  return {
    model: facts.model ?? body.model,
    is_streaming: facts.is_streaming || hasStream || body.is_streaming,
    session_id: facts.session_id ?? body.session_id,
    user_id: facts.user_id ?? body.user_id,
  };
}
