import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { asArray, asObject, asString } from "@/lib/core/json/json-access";
import type { CallFacts } from "./call-rows";

const absolute = /^https?:\/\//i;

function hasResultsUrl(value: Json | undefined): boolean {
  return absolute.test(asString(asObject(value)?.results_url) ?? "");
}

/**
 * Whether an answer tells its client to go on somewhere else than here: to the results of Anthropic's batches, or to where a
 * redirect leads. Answers are passed as they are, so the client would go there with its gateway token, and unseen.
 */
export function pointsPastGateway({ headers }: Pick<CallFacts, "headers">, answer: Json | undefined): boolean {
  const sent = headers?.client_response ?? [];
  if (sent.some(([name, value]) => name.toLowerCase() === "location" && absolute.test(value))) return true;
  return hasResultsUrl(answer) || asArray(asObject(answer)?.data).some(hasResultsUrl);
}
