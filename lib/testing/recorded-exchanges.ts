/** Exchanges that public projects recorded with real providers; read where they are present, never shipped. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { HeaderPairs } from "@/lib/core/contracts/call";

const folder = resolve(process.cwd(), "..", "shared", "data", "exchanges");

export interface RecordedExchange {
  readonly id: string;
  readonly provider: string;
  readonly api: string;
  readonly stream: boolean;
  readonly fidelity: string;
  /** `null` where only the answer was recorded. */
  readonly request: RecordedRequest | null;
  readonly response: {
    readonly status: number;
    readonly headers: HeaderPairs;
    readonly body: Buffer;
  };
}

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderPairs;
  readonly body: Buffer;
}

export const hasRecordedExchanges = existsSync(join(folder, "index.json"));

interface IndexEntry {
  readonly id: string;
  readonly provider: string;
  readonly api: string;
  readonly stream: boolean;
  readonly fidelity: string;
}

interface StoredBody {
  readonly headers: HeaderPairs;
  readonly body: string;
  readonly bodyEncoding: "utf8" | "base64";
}

interface StoredExchange {
  readonly request: (StoredBody & { readonly method: string; readonly url: string }) | null;
  readonly response: StoredBody & { readonly status: number };
}

const readBody = ({ body, bodyEncoding }: StoredBody): Buffer => Buffer.from(body, bodyEncoding);

/** All of them, or none where the folder is missing. */
export function listRecordedExchanges(): RecordedExchange[] {
  if (!hasRecordedExchanges) return [];
  const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as IndexEntry[];
  return index.map(({ id, provider, api, stream, fidelity }) => {
    const { request, response } = JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8")) as StoredExchange;
    return {
      ...{ id, provider, api, stream, fidelity },
      request: request === null ? null : { ...request, body: readBody(request) },
      response: { status: response.status, headers: response.headers, body: readBody(response) },
    };
  });
}
