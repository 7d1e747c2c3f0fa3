import type { CountAnswer, CountRequest } from "@/lib/core/contracts/token-counter";

/** Both directions between the recorder and the thread that counts. */
export interface CountTask {
  readonly id: number;
  readonly request: CountRequest;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

export interface CountResult {
  readonly id: number;
  readonly answer: CountAnswer;
}
