import type { Usage } from "@/lib/core/contracts/call";
import type { PricedCall } from "@/lib/core/contracts/pricing";
import { asObject, asString } from "@/lib/core/json/json-access";
import type { CallFacts } from "./call-rows";
import type { ReadableBody } from "./read-body";

interface Views {
  readonly upstream_request: ReadableBody;
  readonly upstream_response: ReadableBody;
}

const costHeader = "x-litellm-response-cost";

/** What the price of a call depends on. */
export function describePriced(facts: CallFacts, views: Views, usage: Usage): PricedCall {
  const request = asObject(views.upstream_request.value);
  const answer = asObject(views.upstream_response.value);
  const beside = facts.headers?.upstream_response.find(([name]) => name.toLowerCase() === costHeader);
  return {
    project_id: facts.project?.id ?? null,
    provider: facts.provider,
    upstream_url: facts.upstream_url,
    model: facts.model ?? asString(request?.model),
    model_answered: asString(answer?.model),
    requested_tier: asString(request?.service_tier),
    started_at: facts.started_at,
    usage,
    reported_cost: beside?.[1] ?? null,
  };
}
