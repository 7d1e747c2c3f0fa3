import type { SourceAnswer } from "@/lib/core/contracts/span-source";

export function answerMissing(message: string): SourceAnswer {
  return { status: "missing", spans: [], message };
}

export function answerUnavailable(message: string): SourceAnswer {
  return { status: "unavailable", spans: [], message };
}
