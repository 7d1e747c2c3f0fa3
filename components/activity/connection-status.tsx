import { StatusDot } from "@/components/ui/status-dot";
import { joinClasses } from "@/components/ui/join-classes";
import type { Tone } from "@/components/ui/tone";
import type { Connection } from "./use-activity-stream";

const looks: Readonly<Record<Connection, { readonly label: string; readonly tone: Tone; readonly meaning: string }>> = {
  connecting: { label: "Connecting", tone: "neutral", meaning: "Opening the live feed." },
  live: { label: "Live", tone: "added", meaning: "New calls appear as they happen." },
  reconnecting: { label: "Reconnecting", tone: "warning", meaning: "The connection broke; trying again." },
  blind: {
    label: "Database away",
    tone: "removed",
    meaning: "The database does not answer. New calls are kept, and appear when it is back.",
  },
  stale: { label: "Not live", tone: "removed", meaning: "No connection for a while. What you see may be old." },
};

interface ConnectionStatusProps {
  readonly connection: Connection;
  readonly isPaused: boolean;
}

/** Whether what is shown is what happens now. */
export function ConnectionStatus({ connection, isPaused }: ConnectionStatusProps) {
  const look = looks[connection];
  const isHeld = isPaused && connection === "live";
  return (
    <span
      role="status"
      title={isHeld ? "New calls wait until you resume." : look.meaning}
      className={joinClasses(
        "inline-flex h-8 items-center gap-2 rounded-md border bg-surface px-2.5 text-xs font-medium text-ink-2",
      )}
    >
      <StatusDot
        tone={isHeld ? "warning" : look.tone}
        isActive={connection !== "stale" && connection !== "blind" && !isHeld}
      />
      {isHeld ? "Paused" : look.label}
    </span>
  );
}
