import type { Usage } from "@/lib/core/contracts/call";
import { formatCount } from "./format-count";

const show = (count: number | null): string => (count === null ? "–" : formatCount(count));

/** Tokens in and out. A dash where nobody said, which is not zero. */
export function TokenUsage({ usage }: { readonly usage: Usage }) {
  const { input_tokens: input, output_tokens: output, source } = usage;
  if (input === null && output === null) {
    return (
      <span className="text-ink-3" title="The provider reported no token counts.">
        –
      </span>
    );
  }
  const isRough = source === "partial" || source === "estimated";
  return (
    <span className="tabular whitespace-nowrap" title={`${show(input)} tokens in, ${show(output)} out (${source})`}>
      {isRough && <span className="text-ink-3">~</span>}
      {show(input)}
      <span className="mx-1 text-ink-3">→</span>
      {show(output)}
    </span>
  );
}
