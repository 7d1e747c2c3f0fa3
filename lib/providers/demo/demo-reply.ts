import type { DemoAnswer } from "./plan-answer";
import type { DemoRequest } from "./demo-request";
import type { SeededRandom } from "./seeded-random";
import type { Piece } from "./pace-answer";
import { splitTokens } from "./split-tokens";
import type { Json } from "@/lib/core/dialects/dialect-adapter";

/** Everything that a dialect's writer needs. */
export interface ReplyContext {
  readonly request: DemoRequest;
  readonly answers: readonly [DemoAnswer, ...DemoAnswer[]];
  /** Source of ids; take them in a fixed order. */
  readonly random: SeededRandom;
  /** Epoch seconds. */
  readonly createdAt: number;
}

/** One event as OpenAI's chat writes it: data only. */
export function dataEvent(data: Json, tokens = 0): Piece {
  return { text: `data: ${JSON.stringify(data)}\n\n`, tokens };
}

/** One event with its name, as Responses and Anthropic write it. */
export function namedEvent(data: { readonly type: string; readonly [key: string]: Json }, tokens = 0): Piece {
  return { text: `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`, tokens };
}

/** One piece per token of a text. */
export function mapTokens(text: string, write: (token: string) => Piece): Piece[] {
  return splitTokens(text).map(write);
}
