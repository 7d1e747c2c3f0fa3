/** Exchanges that public projects recorded with real providers; read where they are present, never shipped. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const folder = resolve(process.cwd(), "..", "shared", "data", "exchanges");

export interface RecordedExchange {
  readonly id: string;
  readonly api: string;
  readonly stream: boolean;
  readonly fidelity: string;
  readonly response: {
    readonly status: number;
    readonly headers: readonly (readonly [string, string])[];
    readonly body: Buffer;
  };
}

export const hasRecordedExchanges = existsSync(join(folder, "index.json"));

interface IndexEntry {
  readonly id: string;
  readonly api: string;
  readonly stream: boolean;
  readonly fidelity: string;
}

interface StoredResponse {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
  readonly bodyEncoding: "utf8" | "base64";
}

/** All of them, or none where the folder is missing. */
export function listRecordedExchanges(): RecordedExchange[] {
  if (!hasRecordedExchanges) return [];
  const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as IndexEntry[];
  return index.map(({ id, api, stream, fidelity }) => {
    const { response } = JSON.parse(readFileSync(join(folder, `${id}.json`), "utf8")) as { response: StoredResponse };
    const body = Buffer.from(response.body, response.bodyEncoding);
    return { id, api, stream, fidelity, response: { status: response.status, headers: response.headers, body } };
  });
}
