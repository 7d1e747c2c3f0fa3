export const samplerNames = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;
export type SamplerName = (typeof samplerNames)[number];

export interface Sampler {
  readonly name: SamplerName;
  /** Share of calls, 0 to 1. */
  readonly ratio: number;
}

export interface SampledCall {
  readonly traceId: string;
  /** What the caller decided; `null` when nobody did. */
  readonly parentSampled: boolean | null;
  /** It failed, or a policy did something to it: what people look for. */
  readonly isNotable: boolean;
}

/** By the random part of the trace id (W3C Trace Context level 2: its last 56 bits), so that all services agree. */
function isWithin(traceId: string, ratio: number): boolean {
  return parseInt(traceId.slice(-14), 16) >= (1 - ratio) * 2 ** 56;
}

/**
 * Whether a call's spans are exported. Decided when the call is over, so notable calls are kept whatever share of the others
 * is; only `always_off` keeps nothing.
 */
export function isCallSampled({ traceId, parentSampled, isNotable }: SampledCall, { name, ratio }: Sampler): boolean {
  if (name === "always_off") return false;
  if (isNotable || name === "always_on") return true;
  if (name === "traceidratio") return isWithin(traceId, ratio);
  if (parentSampled !== null) return parentSampled;
  return name === "parentbased_always_on" || (name === "parentbased_traceidratio" && isWithin(traceId, ratio));
}
