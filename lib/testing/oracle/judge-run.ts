import type { Pool } from "pg";
import type { IssuedCall } from "./oracle-traffic";

interface StoredCall {
  readonly call_id: string;
  readonly state: string;
  readonly path: string;
  readonly events: string;
  readonly request: string | null;
  readonly response: string | null;
}

const readStored = `
  SELECT c.call_id, c.state, c.path,
    (SELECT count(*) FROM conversation_events e WHERE e.call_id = c.call_id) AS events,
    (SELECT sha256 FROM call_bodies b WHERE b.call_id = c.call_id AND side = 'client_request') AS request,
    (SELECT sha256 FROM call_bodies b WHERE b.call_id = c.call_id AND side = 'client_response') AS response
  FROM conversation_calls c`;

const emptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function numberOf(path: string): number {
  return Number(/number=(\d+)/.exec(path)?.[1] ?? -1);
}

/** What of a stored call contradicts what its client knows; each pair is a contradiction and its name. */
function listContradictions(row: StoredCall, call: IssuedCall): string[] {
  const { isFinished } = call;
  // Of a call that a dead gateway left, only a part of the request may be known.
  const hasRequest = row.request !== null && row.request !== emptySha256 && row.state !== "interrupted";
  const pairs: readonly (readonly [boolean, string])[] = [
    [call.callId !== null && call.callId !== row.call_id, `the client was given ${String(call.callId)}`],
    [row.state === "in_progress", "is still running"],
    [isFinished && row.state === "interrupted", "finished, but is stored as interrupted"],
    [hasRequest && row.request !== call.requestSha256, "the stored request is another one"],
    [isFinished && row.response !== null && row.response !== call.responseSha256, "the stored answer is another one"],
    [row.events !== "2", `has ${row.events} events`],
  ];
  return pairs.filter(([isWrong]) => isWrong).map(([, what]) => what);
}

function judgeStored(row: StoredCall, issued: ReadonlyMap<number, IssuedCall>): string[] {
  const call = issued.get(numberOf(row.path));
  if (call === undefined) return [`${row.call_id} is stored but was never issued (${row.path})`];
  const name = `call ${String(call.number)} (${call.kind}, ${row.state}, ${row.call_id})`;
  return listContradictions(row, call).map((what) => `${name}: ${what}`);
}

export interface Judgement {
  readonly stored: number;
  /** Refusals of callers that were not known yet: only so many of them are recorded in a second, and the rest are counted. */
  readonly unrecordedRefusals: number;
  /** Every contradiction in words; none when the run is sound. */
  readonly problems: readonly string[];
}

/** Whether a call was refused before its caller was known: a wrong token, or a gateway that came up without a database. */
const isEarlyRefusal = ({ status }: IssuedCall): boolean => status === 401 || status === 503;

/** Holds what is stored against what was issued. */
export async function judgeRun(pool: Pool, calls: readonly IssuedCall[]): Promise<Judgement> {
  const { rows } = await pool.query<StoredCall>(readStored);
  const issued = new Map(calls.map((call) => [call.number, call]));
  const problems = rows.flatMap((row) => judgeStored(row, issued));
  const known = new Set(rows.map(({ call_id }) => call_id));
  const numbers = rows.map(({ path }) => numberOf(path));
  if (new Set(numbers).size !== numbers.length) problems.push("a call is stored twice");
  const missing = calls.filter(({ isFinished, callId }) => isFinished && callId !== null && !known.has(callId));
  const lost = missing.filter((call) => !isEarlyRefusal(call));
  for (const { callId, number, kind, status } of lost)
    problems.push(`call ${String(number)} (${kind}, ${String(status)}, ${String(callId)}) finished and is not stored`);
  return { stored: rows.length, unrecordedRefusals: missing.length - lost.length, problems };
}
