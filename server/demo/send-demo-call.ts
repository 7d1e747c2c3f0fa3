import type { DemoCall } from "./demo-calls";

/** What came of a call. */
export interface DemoResult {
  readonly title: string;
  readonly status: number;
  readonly expected: number;
  readonly callId: string | null;
  readonly durationMs: number;
}

const wrongToken = "dfr_000000000000_00000000000000000000000000000000000000";
const timeoutMs = 60_000;

/** Reads to the end, or leaves early; a stream that breaks is what some of these calls are about. */
async function consume(response: Response, abort: AbortController, leaveAfter: number): Promise<void> {
  const reader = response.body?.getReader();
  try {
    for (let pieces = 1; (await reader?.read())?.done === false; pieces++) {
      if (pieces >= leaveAfter) abort.abort();
    }
  } catch (error) {
    if (!abort.signal.aborted && !(error instanceof TypeError)) throw error;
  }
}

/** Sends one call and reads its answer. */
export async function sendDemoCall(baseUrl: string, token: string, call: DemoCall): Promise<DemoResult> {
  const startedAt = performance.now();
  const abort = new AbortController();
  const response = await fetch(baseUrl + call.path, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${call.hasBadToken === true ? wrongToken : token}`,
      ...call.headers,
    },
    body: JSON.stringify(call.body),
    signal: AbortSignal.any([abort.signal, AbortSignal.timeout(timeoutMs)]),
  });
  await consume(response, abort, call.leaveAfter ?? Number.POSITIVE_INFINITY);
  return {
    title: call.title,
    status: response.status,
    expected: call.status,
    callId: response.headers.get("x-diffract-call-id"),
    durationMs: performance.now() - startedAt,
  };
}
