import type { StreamPolicies } from "@/lib/gateway/policy-host/create-stream-policies";

/** Sends bytes through policies in chunks of a size, without waiting for turns; answers what leaves. */
export function replayStream(stream: StreamPolicies, bytes: Uint8Array, chunkSize = bytes.length): Buffer {
  const out: Uint8Array[] = [];
  const settle = (pieces: readonly Uint8Array[]): void => {
    for (const piece of pieces) out.push(piece);
    while (stream.isBusy()) for (const piece of stream.resume()) out.push(piece);
  };
  for (let at = 0; at < bytes.length; at += chunkSize) settle(stream.push(bytes.slice(at, at + chunkSize)));
  settle(stream.end());
  return Buffer.concat(out);
}
