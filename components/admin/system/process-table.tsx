import { Badge } from "@/components/ui/badge";
import { joinClasses } from "@/components/ui/join-classes";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { PoolVitals, ProcessVitals, SystemProcess } from "@/lib/core/contracts/system";
import { processStates, showBytes, showCount, showDelay } from "./describe-system";

function Pools({ pools }: { readonly pools: Readonly<Record<string, PoolVitals>> }) {
  const entries = Object.entries(pools);
  if (entries.length === 0) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex flex-wrap gap-x-3 gap-y-0.5">
      {entries.map(([name, { open, idle, waiting, max }]) => (
        <span key={name} className="whitespace-nowrap" title={`${idle} idle, ${waiting} waiting for a connection`}>
          {name} {open - idle}/{max}
          {waiting > 0 && <span className="font-medium text-warning-ink"> +{waiting}</span>}
        </span>
      ))}
    </span>
  );
}

/** Bytes that wait for all who read this process's journal; `null` when nobody said. */
function sumLag(vitals: ProcessVitals): number | null {
  const known = vitals.consumers.flatMap(({ lag_bytes: lag }) => lag ?? []);
  return known.length === 0 ? null : known.reduce((total, lag) => total + lag, 0);
}

function listFigures(vitals: ProcessVitals | null): readonly string[] {
  if (vitals === null) return ["–", "–", "–", "–", "–", "–"];
  return [
    showCount(vitals.calls?.accepted),
    showCount(vitals.calls?.stored),
    showBytes(vitals.journal?.bytes),
    showBytes(sumLag(vitals)),
    showDelay(vitals.loop),
    showBytes(vitals.rss_bytes),
  ];
}

function StateCell({ process: { state, restarts, last_exit: lastExit } }: { readonly process: SystemProcess }) {
  const { label, tone } = processStates[state];
  return (
    <Cell>
      <Badge tone={tone}>{label}</Badge>
      {lastExit !== null && (
        <span className="mt-0.5 block text-xs whitespace-nowrap text-ink-3">
          {restarts > 0 && `${restarts} ${restarts === 1 ? "restart" : "restarts"}, `}
          {lastExit.how} <TimeText value={lastExit.at} />
        </span>
      )}
    </Cell>
  );
}

function ProcessRow({ process }: { readonly process: SystemProcess }) {
  const { name, state, vitals } = process;
  const ink = state === "running" ? "text-ink-2" : "text-ink-3";
  return (
    <Row className="h-12">
      <Cell className="font-medium whitespace-nowrap">
        {`${name.charAt(0).toUpperCase()}${name.slice(1)}`}
        <span className="tabular block text-xs font-normal text-ink-3">
          {vitals === null ? "has not said anything" : `pid ${vitals.pid}`}
        </span>
      </Cell>
      <StateCell process={process} />
      <Cell isNumeric className={joinClasses("whitespace-nowrap", ink)}>
        {vitals === null ? "–" : <TimeText value={vitals.started_at} />}
      </Cell>
      {listFigures(vitals).map((figure, index) => (
        <Cell key={index} isNumeric className={joinClasses("whitespace-nowrap", ink)}>
          {figure}
        </Cell>
      ))}
      <Cell className={joinClasses("tabular text-xs", ink)}>
        <Pools pools={vitals?.pools ?? {}} />
      </Cell>
    </Row>
  );
}

/** Each process apart; of one that is gone, the last that it said. */
export function ProcessTable({ processes }: { readonly processes: readonly SystemProcess[] }) {
  return (
    <Table label="Processes">
      <TableHead>
        <tr>
          <HeaderCell>Process</HeaderCell>
          <HeaderCell>State</HeaderCell>
          <HeaderCell isNumeric>Began</HeaderCell>
          <HeaderCell isNumeric>Accepted</HeaderCell>
          <HeaderCell isNumeric>Stored</HeaderCell>
          <HeaderCell isNumeric>Journal</HeaderCell>
          <HeaderCell isNumeric>Lag</HeaderCell>
          <HeaderCell isNumeric>Loop p50 / p99</HeaderCell>
          <HeaderCell isNumeric>Memory</HeaderCell>
          <HeaderCell>Connections in use</HeaderCell>
        </tr>
      </TableHead>
      <tbody>
        {processes.map((process) => (
          <ProcessRow key={process.name} process={process} />
        ))}
      </tbody>
    </Table>
  );
}
