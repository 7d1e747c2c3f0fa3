/** Everything that the models differ in. Times in milliseconds. */
export interface DemoModel {
  readonly id: string;
  /** What the model writes: see `plan-answer.ts`. */
  readonly behaviour: "answer" | "tools" | "thinking" | "long";
  /** Range of the wait for the first token, and of the wait for each further one. `null`: no waiting at all. */
  readonly pace: { readonly firstMs: Range; readonly tokenMs: Range } | null;
  readonly failure: DemoFailure | null;
}

export type Range = readonly [least: number, most: number];

/** `midstream` sends an error in the stream after some text; `cut` breaks the connection there. */
export type DemoFailure = "429" | "500" | "529" | "midstream" | "cut";

const usual = { firstMs: [120, 250], tokenMs: [20, 40] } as const;
const slow = { firstMs: [2_000, 3_000], tokenMs: [120, 200] } as const;
const brisk = { firstMs: [120, 250], tokenMs: [8, 16] } as const;

function define(id: string, change: Partial<DemoModel> = {}): DemoModel {
  return { id, behaviour: "answer", pace: usual, failure: null, ...change };
}

const models: readonly DemoModel[] = [
  define("demo"),
  define("demo-fast", { pace: null }),
  define("demo-tools", { behaviour: "tools" }),
  define("demo-thinking", { behaviour: "thinking" }),
  define("demo-long", { behaviour: "long", pace: brisk }),
  define("demo-slow", { pace: slow }),
  define("demo-error", { failure: "500" }),
  define("demo-error-429", { failure: "429" }),
  define("demo-error-500", { failure: "500" }),
  define("demo-error-529", { failure: "529" }),
  define("demo-error-midstream", { failure: "midstream" }),
  define("demo-error-cut", { failure: "cut" }),
  define("demo-embedding"),
];

/** Ids in the order in which the models list shows them. */
export const demoModelIds: readonly string[] = models.map(({ id }) => id);

/** Names of real models, so that code written for one runs against the demo unchanged. */
const realNames =
  /^(?:gpt-|chatgpt-|o\d|claude-|codex-|davinci-|babbage-|text-|omni-moderation-|whisper-|tts-|dall-e-)/;

const fastSuffix = "-fast";

/**
 * The model of that id; any of them without its waiting when `-fast` follows; `demo` under their own name for the names of
 * real models; else `null`.
 */
export function findDemoModel(id: string): DemoModel | null {
  const model = models.find((candidate) => candidate.id === id);
  if (model !== undefined) return model;
  const paced = models.find((candidate) => `${candidate.id}${fastSuffix}` === id);
  if (paced !== undefined) return { ...paced, id, pace: null };
  return realNames.test(id) ? define(id) : null;
}
