import type { CallDetail } from "../contracts/call";

/** One measured thing of two calls. */
export interface Figure {
  readonly name: string;
  readonly unit: "ms" | "tokens" | "cost" | "text";
  readonly a: string | number | null;
  readonly b: string | number | null;
  /** `b` minus `a`; `null` when either is unknown or no number. */
  readonly delta: number | null;
}

const text = (name: string, a: string | null, b: string | null): Figure => ({ name, unit: "text", a, b, delta: null });

function number(name: string, unit: "ms" | "tokens" | "cost", a: number | null, b: number | null): Figure {
  return { name, unit, a, b, delta: a === null || b === null ? null : b - a };
}

function costOf({ cost }: CallDetail): number | null {
  return cost === null ? null : Number(cost.amount);
}

function policiesOf({ steps }: CallDetail): string | null {
  const ran = steps.filter(({ outcome }) => outcome !== "skipped");
  if (ran.length === 0) return null;
  return [...new Set(ran.map(({ name, version, outcome }) => `${name} v${version} ${outcome}`))].join(", ");
}

/** What two calls took, used and cost. Unknown is never zero. */
export function listFigures(a: CallDetail, b: CallDetail): Figure[] {
  return [
    text("State", a.state, b.state),
    text("Status", a.status === null ? null : String(a.status), b.status === null ? null : String(b.status)),
    text("Model asked", a.model, b.model),
    text("Model answered", a.model_answered, b.model_answered),
    text("Provider", a.provider, b.provider),
    text("Endpoint", a.endpoint, b.endpoint),
    number("Duration", "ms", a.duration_ms, b.duration_ms),
    number("First byte", "ms", a.first_byte_ms, b.first_byte_ms),
    number("Diffract's own time", "ms", a.gateway_ms, b.gateway_ms),
    number("Input tokens", "tokens", a.usage.input_tokens, b.usage.input_tokens),
    number("Output tokens", "tokens", a.usage.output_tokens, b.usage.output_tokens),
    number("Cost", "cost", costOf(a), costOf(b)),
    text("Policies", policiesOf(a), policiesOf(b)),
  ];
}
