/** Answers that tell of another call's usage, or of a count that costs nothing. */
const tellingOnly = /(?:^|\.)(?:retrieve|cancel|update|list|count_tokens|input_tokens)$/;
const telling: ReadonlySet<string> = new Set(["batches", "files", "uploads", "models", "vector_stores", "skills"]);

/** Whether the usage in an answer is what this very call has used, so that it may be summed up and paid. */
export function isSpending({ method, endpoint }: { readonly method: string; readonly endpoint: string }): boolean {
  if (method !== "POST" || tellingOnly.test(endpoint)) return false;
  return !endpoint.split(".").some((part) => telling.has(part));
}
