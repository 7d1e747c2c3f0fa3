import type { ReactNode } from "react";
import { CallStateText } from "@/components/call-parts/call-state";
import { TokenUsage } from "@/components/call-parts/token-usage";
import { DurationText, formatDuration } from "@/components/ui/duration-text";
import { TimeText } from "@/components/ui/time-text";
import type { CallDetail } from "@/lib/core/contracts/call";
import { formatCost } from "@/lib/core/format/format-cost";
import { mayCost } from "@/lib/core/usage/may-cost";
import { prepareTiming } from "./panels/timing/prepare-timing";

interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** A second, quieter line. */
  readonly more?: ReactNode;
}

function listWho(call: CallDetail): Fact[] {
  const tags = Object.entries(call.tags).map(([key, value]) => `${key}=${value}`);
  const owner = { name: "Project", value: call.project?.name ?? "none", more: call.token?.name ?? "no token" };
  const optional = [
    { name: "User", value: call.user_id },
    { name: "Session", value: call.session_id },
    { name: "Agent", value: call.agent, more: call.task },
    { name: "Tags", value: tags.length === 0 ? null : tags.join(", ") },
  ];
  return [owner, ...optional.flatMap(({ value, ...rest }) => (value === null ? [] : [{ ...rest, value }]))];
}

function describeModel({ model, model_answered: answered }: CallDetail): ReactNode {
  if (model === null && answered === null) return <span className="text-ink-3">none</span>;
  if (answered === null || answered === model) return model ?? answered;
  return (
    <>
      {model ?? "none"} <span className="text-ink-3">→</span> <span className="sr-only">answered by </span>
      {answered}
    </>
  );
}

function describeCost(call: CallDetail): string {
  if (call.state === "in_progress") return "known at the end";
  if (call.cost === null) return mayCost(call) ? "cost unknown" : "no cost";
  return `${formatCost(call.cost)}${call.cost.is_estimated === true ? ", estimated" : ""}`;
}

function listFacts(call: CallDetail): Fact[] {
  const timing = prepareTiming({ call });
  const own = timing === null ? null : `${formatDuration(timing.gatewayMs)} of it Diffract`;
  return [
    { name: "State", value: <CallStateText state={call.state} status={call.status} />, more: call.reason },
    { name: "Model", value: describeModel(call), more: call.provider },
    {
      name: "Endpoint",
      value: call.endpoint,
      more: call.is_streaming ? `${call.dialect}, streamed` : `${call.dialect}, not streamed`,
    },
    { name: "Took", value: <DurationText durationMs={call.duration_ms} />, more: own },
    {
      name: "Tokens",
      value: <TokenUsage usage={call.usage} />,
      more: describeCost(call),
    },
    {
      name: "Started",
      value: <TimeText value={call.started_at} format="clock" />,
      more: <TimeText value={call.started_at} />,
    },
    ...listWho(call),
  ];
}

/** The figures that a reader looks for first. */
export function CallFacts({ call }: { readonly call: CallDetail }) {
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3 lg:flex lg:flex-wrap lg:gap-x-8">
      {listFacts(call).map(({ name, value, more }) => (
        <div key={name} className="min-w-0 lg:max-w-64">
          <dt className="eyebrow">{name}</dt>
          <dd className="truncate text-sm font-medium text-ink">{value}</dd>
          {more !== null && more !== undefined && <dd className="truncate text-2xs text-ink-3">{more}</dd>}
        </div>
      ))}
    </dl>
  );
}
