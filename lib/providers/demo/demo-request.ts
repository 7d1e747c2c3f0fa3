import type { Json } from "@/lib/core/dialects/dialect-adapter";

export interface DemoTool {
  readonly name: string;
  readonly schema: Json;
}

/** What the demo model looks at in a request, whatever its dialect. */
export interface DemoRequest {
  readonly model: string;
  readonly isStreaming: boolean;
  /** Text of the last thing that the user said. */
  readonly question: string;
  /** Text of the tool's answer when the request ends in one. */
  readonly toolResult: string | null;
  /** Tools that may be called now. */
  readonly tools: readonly DemoTool[];
  /** Schema that the answer must fit, or `null` for prose. */
  readonly answerSchema: Json;
  readonly maxTokens: number | null;
  readonly stops: readonly string[];
  /** How many answers are wanted; 1 but for chat completions with `n`. */
  readonly choiceCount: number;
  readonly inputTokens: number;
}

/** What a request lacks; becomes the vendor's own 400. */
export interface DemoProblem {
  readonly problem: string;
  readonly parameter: string | null;
}
