import { joinClasses } from "@/components/ui/join-classes";
import type { CallSummary } from "@/lib/core/contracts/call";

type PreviewFields = Pick<
  CallSummary,
  "request_preview" | "response_preview" | "request_changes" | "response_changes" | "reason" | "state" | "path"
>;

interface SideProps {
  readonly sign: string;
  readonly name: string;
  readonly text: string;
  readonly changes: number;
  readonly tone: string;
}

function Side({ sign, name, text, changes, tone }: SideProps) {
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      <span aria-hidden="true" className="shrink-0 font-mono text-2xs text-ink-3">
        {sign}
      </span>
      <span className="sr-only">{name}: </span>
      {changes > 0 && (
        <span
          title={`${name}: ${changes} ${changes === 1 ? "change" : "changes"} by policies`}
          className="tabular shrink-0 rounded-xs bg-modified-soft px-1 text-2xs leading-4 font-medium text-modified-ink"
        >
          ~{changes}
        </span>
      )}
      <span className={joinClasses("truncate", tone)}>{text}</span>
    </span>
  );
}

/** Codes such as `upstream_status` as words; sentences as they are. */
function showReason(reason: string | null): string | null {
  return reason !== null && /^[a-z_]+$/.test(reason) ? reason.replaceAll("_", " ") : reason;
}

/** First words of the question and of the answer as the client got it, with how many texts policies changed in each. */
export function CallPreview({ call }: { readonly call: PreviewFields }) {
  const answer = call.response_preview ?? (call.state === "completed" ? null : showReason(call.reason));
  return (
    <span className="grid min-w-0 flex-1 text-xs leading-[1.125rem]">
      <Side
        sign="›"
        name="Request"
        text={call.request_preview ?? call.path}
        changes={call.request_changes}
        tone={call.request_preview === null ? "text-ink-3 font-mono text-2xs" : "text-ink-2"}
      />
      {answer !== null && (
        <Side
          sign="‹"
          name="Response"
          text={answer}
          changes={call.response_changes}
          tone={call.response_preview === null ? "text-removed-ink" : "text-ink-3"}
        />
      )}
    </span>
  );
}
