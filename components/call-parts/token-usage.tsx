import type { Usage } from "@/lib/core/contracts/call";
import { describeUnknownUsage } from "@/lib/core/format/describe-unknown-cost";
import { formatCount } from "./format-count";

const show = (count: number | null): string => (count === null ? "–" : formatCount(count));

/** Tokens in and out. A dash where nobody said, which is not zero. */
export function TokenUsage({ usage }: { readonly usage: Usage }) {
  const { input_tokens: input, output_tokens: output, source } = usage;
  if (input === null && output === null) {
    return (
      <span className="text-ink-3" title={describeUnknownUsage(usage)}>
        –
      </span>
    );
  }
  const isRough = source === "partial" || source === "estimated";
  return (
    <span className="tabular whitespace-nowrap" title={`${show(input)} tokens in, ${show(output)} out (${source})`}>
      {isRough && input !== null && <span className="text-ink-3">~</span>}
      {show(input)}
      <span className="mx-1 text-ink-3">→</span>
      {isRough && output !== null && <span className="text-ink-3">~</span>}
      {show(output)}
    </span>
  );
}
