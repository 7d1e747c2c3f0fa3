import type { UpstreamRequest, UpstreamResponse } from "@/lib/core/contracts/provider";
import type { RawUpstreamResponse, UpstreamBody } from "./gateway-types";

function toHeaderPairs(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) pairs.push([headers[at] ?? "", headers[at + 1] ?? ""]);
  return pairs;
}

function flowFrom(body: AsyncIterable<Uint8Array>): UpstreamBody {
  return {
    flow: async (consume) => {
      for await (const chunk of body) if (!(await consume(chunk))) return;
    },
  };
}

/** Asks a provider that needs no network. @param request its headers are raw: name, value, name, value */
export async function answerInProcess(
  answer: (request: UpstreamRequest) => Promise<UpstreamResponse>,
  request: Omit<UpstreamRequest, "headers"> & { readonly headers: readonly string[] },
): Promise<RawUpstreamResponse> {
  const { status, headers, body } = await answer({ ...request, headers: toHeaderPairs(request.headers) });
  return { status, headers: headers.flat(), body: flowFrom(body) };
}
