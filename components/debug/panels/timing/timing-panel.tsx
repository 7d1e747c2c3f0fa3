import { Card, CardHeader } from "@/components/ui/card";
import { formatDuration } from "@/components/ui/duration-text";
import { joinClasses } from "@/components/ui/join-classes";
import { definePanel, type PanelViewProps } from "../define-panel";
import { prepareTiming, type PhaseOwner, type TimingData, type TimingPhase } from "./prepare-timing";

const owners: Readonly<Record<PhaseOwner, { readonly name: string; readonly bar: string; readonly key: string }>> = {
  client: { name: "Client", bar: "bg-ink-3", key: "bg-ink-3" },
  gateway: { name: "Diffract", bar: "bg-accent", key: "bg-accent" },
  upstream: { name: "Upstream", bar: "bg-info", key: "bg-info" },
};

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (part / whole) * 100);

function formatShare(share: number): string {
  if (share === 0) return "0 %";
  if (share < 0.1) return "under 0.1 %";
  return `${share.toFixed(share < 10 || (share >= 99 && share < 99.95) ? 1 : 0)} %`;
}

/** Thin bars stay visible, and never leave the track. */
function Bar({ phase, totalMs }: { readonly phase: TimingPhase; readonly totalMs: number }) {
  const left = Math.min(percent(phase.startMs, totalMs), 99.4);
  const width = Math.min(percent(phase.durationMs, totalMs), 100 - left);
  return (
    <span aria-hidden="true" className="relative block h-4 rounded-xs bg-sunken">
      <span
        className={joinClasses(
          "absolute inset-y-0.5 min-w-[3px] rounded-xs [print-color-adjust:exact] forced-colors:bg-[CanvasText]",
          owners[phase.owner].bar,
        )}
        style={{ left: `${left.toFixed(3)}%`, width: `${width.toFixed(3)}%` }}
      />
    </span>
  );
}

function PhaseRow({ phase, totalMs }: { readonly phase: TimingPhase; readonly totalMs: number }) {
  const owner = owners[phase.owner];
  return (
    <tr className="align-middle max-md:grid max-md:grid-cols-[1fr_auto] max-md:py-1.5">
      <th scope="row" className="w-[34%] py-1 pr-4 text-left font-normal text-ink max-md:w-auto max-md:py-0">
        <span className="flex items-baseline gap-2">
          <span aria-hidden="true" className={joinClasses("size-2 shrink-0 rounded-full", owner.key)} />
          <span className="min-w-0">
            {phase.name}
            {phase.note !== null && <span className="block text-2xs text-ink-3">{phase.note}</span>}
          </span>
        </span>
      </th>
      <td className="py-1 pr-4 text-xs whitespace-nowrap text-ink-3 max-md:hidden">{owner.name}</td>
      <td className="w-[40%] py-1 max-md:order-last max-md:col-span-2 max-md:w-auto">
        <Bar phase={phase} totalMs={totalMs} />
      </td>
      <td className="tabular py-1 pl-4 text-right text-xs whitespace-nowrap text-ink-3 max-md:hidden">
        {phase.startMs === 0 ? "0" : formatDuration(phase.startMs)}
      </td>
      <td className="tabular py-1 pl-4 text-right whitespace-nowrap text-ink max-md:py-0">
        {formatDuration(phase.durationMs)}
      </td>
    </tr>
  );
}

function ShareBar({ data }: { readonly data: TimingData }) {
  const parts = (["client", "gateway", "upstream"] as const).flatMap((owner) => {
    const ms = data.phases.reduce((sum, phase) => (phase.owner === owner ? sum + phase.durationMs : sum), 0);
    return ms === 0 ? [] : [{ owner, ms, share: percent(ms, data.totalMs) }];
  });
  return (
    <div className="grid gap-2">
      <div
        aria-hidden="true"
        className="flex h-2 gap-px overflow-hidden rounded-sm bg-sunken [print-color-adjust:exact]"
      >
        {parts.map(({ owner, share }) => (
          <span key={owner} className={joinClasses("min-w-[3px]", owners[owner].bar)} style={{ flexGrow: share }} />
        ))}
      </div>
      <ul className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-2">
        {parts.map(({ owner, ms, share }) => (
          <li key={owner} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={joinClasses("size-2 rounded-full", owners[owner].key)} />
            {owners[owner].name}
            <span className="tabular font-medium text-ink">{formatDuration(ms)}</span>
            <span className="tabular text-ink-3">{formatShare(share)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function TimingView({ data }: PanelViewProps<TimingData>) {
  const total = `${formatDuration(data.totalMs)}${data.isRunning ? " so far" : ""}`;
  const first = data.firstByteMs === null ? "" : `, first byte to the client after ${formatDuration(data.firstByteMs)}`;
  return (
    <Card aria-label="Timing">
      <CardHeader title="Timing" description={`${total}${first}`} />
      <div className="grid gap-4 p-4">
        <ShareBar data={data} />
        <table className="w-full border-collapse text-sm">
          <caption className="sr-only">Phases of the call in order, with whose time they were</caption>
          <thead className="max-md:sr-only">
            <tr className="text-left">
              <th scope="col" className="eyebrow pr-4 pb-1">
                Phase
              </th>
              <th scope="col" className="eyebrow pr-4 pb-1">
                Whose
              </th>
              <th scope="col" className="eyebrow pb-1">
                <span className="sr-only">Drawn</span>
              </th>
              <th scope="col" className="eyebrow pb-1 pl-4 text-right">
                Begins
              </th>
              <th scope="col" className="eyebrow pb-1 pl-4 text-right">
                Takes
              </th>
            </tr>
          </thead>
          <tbody>
            {data.phases.map((phase) => (
              <PhaseRow key={phase.id} phase={phase} totalMs={data.totalMs} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** Where the time went, and whose it was. */
export const timingPanel = definePanel({ id: "timing", title: "Timing", prepare: prepareTiming, View: TimingView });
