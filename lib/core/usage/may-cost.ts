import type { CallSummary } from "../contracts/call";

/** Endpoints whose calls are paid by what they use. */
export const paidEndpoints = [
  "chat.completions",
  "completions",
  "responses",
  "messages",
  "embeddings",
  "audio.transcriptions",
  "audio.translations",
  "audio.speech",
  "images.generations",
  "images.edits",
  "images.variations",
] as const;

/** What ended so never reached a model, or has not ended. */
export const unpaidStates = ["in_progress", "rejected", "blocked"] as const;

/** Whether a call without a known cost may have cost something all the same. */
export function mayCost({
  method,
  endpoint,
  state,
  status,
}: Pick<CallSummary, "method" | "endpoint" | "state" | "status">) {
  const isPaid = method === "POST" && paidEndpoints.some((paid) => paid === endpoint);
  return isPaid && !unpaidStates.some((unpaid) => unpaid === state) && (status ?? 200) < 400;
}
