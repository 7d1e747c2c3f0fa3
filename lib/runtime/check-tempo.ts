import { randomHex } from "@/lib/core/ids/random-hex";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { checkTempo, type TempoFinding } from "@/lib/traces/check-tempo";
import { createTempoSource } from "@/lib/traces/create-tempo-source";
import { createSpanSender } from "@/lib/traces/export/create-span-sender";

export interface TempoAddresses {
  /** Where Tempo is asked. */
  readonly queryUrl: string;
  /** Where it takes spans: the whole address, with `/v1/traces`. */
  readonly pushUrl: string;
  readonly tenant: string | undefined;
  readonly searchPatienceMs: number;
  /** For tests: how long what was sent is waited for by its trace id. */
  readonly patienceMs?: number;
}

const ways = [
  { name: "protobuf, gzipped", protocol: "http/protobuf", compression: "gzip" },
  { name: "JSON", protocol: "http/json", compression: "none" },
] as const;

/** Tries a Tempo that runs with what Diffract sends and asks. @returns whether all is well */
export async function tryTempo(
  { queryUrl, pushUrl, tenant, searchPatienceMs, patienceMs = 15_000 }: TempoAddresses,
  onFinding: (finding: TempoFinding) => void,
): Promise<boolean> {
  const headers: Record<string, string> = tenant === undefined ? {} : { "x-scope-orgid": tenant };
  const senders = ways.map(({ name, ...way }) => {
    return { name, sender: createSpanSender({ url: pushUrl, headers, timeoutMs: 10_000, ...way }) };
  });
  try {
    return await checkTempo(
      {
        baseUrl: queryUrl,
        headers,
        source: createTempoSource({ baseUrl: queryUrl, tenant }),
        senders,
        createTraceId: () => randomHex(16),
        createSpanId: () => randomHex(8),
        createCallId: () => createUuidV7(Date.now()),
        patienceMs,
        searchPatienceMs,
      },
      onFinding,
    );
  } finally {
    for (const { sender } of senders) await sender.close();
  }
}
