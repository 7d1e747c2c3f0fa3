import { AppError } from "@/lib/core/errors";

/** Names the installations that a call came through; sent only to upstreams that are a Diffract as well. */
export const viaHeader = "x-diffract-via";

/** What this installation is called there: the same in all of its processes, and nothing that could be guessed. */
export function createLoopMark(hashToken: (text: string) => Uint8Array): string {
  return Buffer.from(hashToken("diffract loop mark")).toString("hex").slice(0, 16);
}

/** @throws AppError `loop_detected` when the call was here before */
export function refuseLoop(via: string | undefined, mark: string): void {
  if (via?.includes(mark) === true)
    throw new AppError("loop_detected", "The upstream's address leads back to this Diffract.");
}

/** The header for an upstream whose credential is a gateway token; `null` for all others, which need not know of us. */
export function extendVia(
  credential: readonly (readonly [string, string])[],
  via: string | undefined,
  mark: string,
): string | null {
  const isDiffract = credential.some(([, value]) => value.includes("dfr_"));
  if (!isDiffract) return null;
  return via === undefined ? mark : `${via.slice(0, 500)}, ${mark}`;
}
