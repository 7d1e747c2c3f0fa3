/** What a real client is asked to do, once straight at an upstream and once through a gateway. */

/** Where a client is pointed. */
export interface ClientTarget {
  /** Without `/v1`. */
  readonly url: string;
  readonly apiKey: string;
}

export const scenarioNames = [
  "chat",
  "stream",
  "tools",
  "tools streamed",
  "structured output",
  "responses",
  "responses streamed",
  "embeddings",
  "completions streamed",
  "thinking",
  "image input",
  "image output",
  "speech",
  "transcription",
  "transcription streamed",
  "files",
  "models",
  "count tokens",
  "refused 400",
  "refused 404",
  "429 twice, then an answer",
  "500 for ever",
  "overloaded for ever",
  "error in the stream",
  "stream cut off",
  "abort",
  "long stream",
] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** Does it and returns what the client made of the answer; may throw what the client throws. */
export type Scenario = (target: ClientTarget) => Promise<unknown>;

export interface ClientDriver {
  readonly name: string;
  readonly scenarios: Readonly<Partial<Record<ScenarioName, Scenario>>>;
}

export const accountQuestion = "What's my account number?";
/** Longest answer of the tests: enough to be cut in many pieces on the way. */
export const longStreamEvents = 3000;
/** The smallest picture there is. */
export const onePixel =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Reads a stream to its end. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

/** What a stream gave before it failed, and how it failed. */
export async function collectUntilFailure(
  stream: AsyncIterable<unknown>,
): Promise<{ items: unknown[]; error: unknown }> {
  const items: unknown[] = [];
  try {
    for await (const item of stream) items.push(item);
    return { items, error: null };
  } catch (error) {
    return { items, error };
  }
}
