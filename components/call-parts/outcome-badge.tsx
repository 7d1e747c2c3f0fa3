import { Equal, LockKeyhole, Minus, OctagonX, PencilLine, ShieldAlert, type LucideIcon } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { PolicyOutcome } from "@/lib/core/contracts/call";

export interface OutcomeLook {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** A sentence for tooltips and legends. */
  readonly meaning: string;
}

/** How the six outcomes of a policy look, everywhere. */
export const outcomeLooks: Readonly<Record<PolicyOutcome, OutcomeLook>> = {
  blocked: { label: "Blocked", tone: "blocked", icon: OctagonX, meaning: "A policy stopped the call." },
  changed: { label: "Changed", tone: "modified", icon: PencilLine, meaning: "A policy changed the call." },
  unchanged: { label: "Unchanged", tone: "neutral", icon: Equal, meaning: "Policies ran and changed nothing." },
  skipped: { label: "No policy", tone: "neutral", icon: Minus, meaning: "No policy ran on this call." },
  "failed-open": {
    label: "Failed open",
    tone: "warning",
    icon: ShieldAlert,
    meaning: "A policy failed, and the call went on without it.",
  },
  "failed-closed": {
    label: "Failed closed",
    tone: "removed",
    icon: LockKeyhole,
    meaning: "A policy failed, and the call was stopped.",
  },
};

interface OutcomeBadgeProps {
  readonly outcome: PolicyOutcome;
  /** How many texts were changed, when that is known. */
  readonly changes?: number;
}

/** What policies did to a call, in a word. */
export function OutcomeBadge({ outcome, changes }: OutcomeBadgeProps) {
  const look = outcomeLooks[outcome];
  const Icon = look.icon;
  return (
    <Badge tone={look.tone} icon={<Icon aria-hidden="true" />} title={look.meaning}>
      {look.label}
      {outcome === "changed" && changes !== undefined && changes > 1 && <span className="tabular"> ×{changes}</span>}
    </Badge>
  );
}
