import type { Dialect } from "@/lib/core/contracts/call";
import type { HeaderList } from "@/lib/core/contracts/provider";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { frameChatStream, frameMessageStream } from "../stream-frames";
import { cannedJson, cannedStream, type CannedAnswer } from "./canned-answer";
import { longStreamEvents } from "./client-driver";

/** Waits that make a test fast; clients obey them. */
const soon: HeaderList = [
  ["retry-after-ms", "1"],
  ["retry-after", "0"],
  ["x-ratelimit-remaining-requests", "0"],
];

function refuse(dialect: Dialect, status: number, message: string): CannedAnswer {
  const anthropicType = status === 529 ? "overloaded_error" : status === 429 ? "rate_limit_error" : "api_error";
  const body: Json =
    dialect === "anthropic"
      ? { type: "error", error: { type: anthropicType, message }, request_id: "req_canned" }
      : { error: { message, type: "server_error", param: null, code: `code_${status}` } };
  return cannedJson(body, status, soon);
}

const words = Array.from({ length: longStreamEvents }, (_, index) => `wörd ${String(index)} `);

/** Models that are busy, broken or endless; `null` for all others. @param attempt counts this try, from 1 */
export function answerTrouble(path: string, model: string, attempt: () => number): CannedAnswer | null {
  const dialect = path.startsWith("/v1/messages") ? "anthropic" : "openai";
  switch (model) {
    case "busy-twice":
      return attempt() <= 2 ? refuse(dialect, 429, "Busy. Try again soon.") : null;
    case "broken":
      return refuse(dialect, 500, "Broken.");
    case "overloaded":
      return refuse(dialect, 529, "Overloaded.");
    case "endless":
      return cannedStream(dialect === "anthropic" ? frameMessageStream(words) : frameChatStream(words), 4001);
    default:
      return null;
  }
}
