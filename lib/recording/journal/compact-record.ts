/**
 * Records as the journal spells them: values in lines of a fixed order, without their names, because every byte is hashed,
 * copied and written while a client waits. The types see to it that no field is forgotten when one is added. Records in plain
 * JSON (of earlier versions, and of what is said of long calls) are read as well.
 */
import type { BodySide, PolicyStep } from "@/lib/core/contracts/call";
import type {
  CallEndRecord,
  CallIdentity,
  CallStartRecord,
  RecordedBody,
  RecordedTimings,
} from "@/lib/core/contracts/call-record";
import { readHeaders, writeHeaders } from "./compact-headers";
import { LineReader, timeUnitLine, toAsciiJson, toJsonLine, toLine, toTimeLine } from "./record-lines";
import type { EndMeta } from "./record-meta";

type Lines = (string | number)[];
type Filled<Value> = { -readonly [Name in keyof Value]-?: Value[Name] };
type FilledStep = Filled<Omit<PolicyStep, "edit_count">>;
type FilledEnd = Omit<Filled<CallEndRecord>, "steps"> & { readonly steps: readonly FilledStep[] };

function writeIdentity(lines: Lines, call: CallIdentity): void {
  lines.push(
    call.call_id,
    call.trace_id,
    call.span_id,
    call.parent_span_id ?? "",
    call.started_at,
    toLine(call.project?.id ?? null),
    toLine(call.project?.name ?? null),
    toLine(call.token?.id ?? null),
    toLine(call.token?.name ?? null),
    call.dialect,
    toLine(call.endpoint),
    toLine(call.method),
    toLine(call.path),
    toLine(call.model),
    call.is_streaming ? 1 : 0,
    toLine(call.session_id),
    toLine(call.user_id),
    toLine(call.agent),
    toLine(call.task),
    toJsonLine(call.tags),
    toJsonLine(call.metadata),
  );
}

function readReference(lines: LineReader): CallIdentity["project"] {
  const id = lines.textOrNull();
  const name = lines.text();
  return id === null ? null : { id, name };
}

function readIdentity(lines: LineReader): Required<CallIdentity> {
  // Evaluated from top to bottom, which is the order of `writeIdentity`.
  return {
    call_id: lines.text(),
    trace_id: lines.text(),
    span_id: lines.text(),
    parent_span_id: lines.textOrNull(),
    started_at: lines.number(),
    project: readReference(lines),
    token: readReference(lines),
    dialect: lines.text() as CallIdentity["dialect"],
    endpoint: lines.text(),
    method: lines.text(),
    path: lines.text(),
    model: lines.textOrNull(),
    is_streaming: lines.number() === 1,
    session_id: lines.textOrNull(),
    user_id: lines.textOrNull(),
    agent: lines.textOrNull(),
    task: lines.textOrNull(),
    tags: lines.json({}),
    metadata: lines.json({}),
  };
}

function writeTimings(lines: Lines, timings: RecordedTimings): void {
  lines.push(
    toTimeLine(timings.authenticated),
    toTimeLine(timings.request_read),
    toTimeLine(timings.upstream_start),
    toTimeLine(timings.upstream_headers),
    toTimeLine(timings.upstream_first_byte),
    toTimeLine(timings.upstream_last_byte),
    toTimeLine(timings.client_first_byte),
    toTimeLine(timings.client_last_byte),
    toTimeLine(timings.ended),
  );
}

type ConnectionTiming = "connect_start" | "connect_dns" | "connect_tcp" | "connect_tls" | "upstream_sent";

type Known = Partial<Record<keyof RecordedTimings, number | undefined>>;

function listNames<Name extends string>(names: Readonly<Record<Name, true>>): readonly Name[] {
  return Object.keys(names) as Name[];
}

/** In the order of `writeTimings`; those of the connection stand among the late lines. */
const timingNames = listNames<Exclude<keyof RecordedTimings, ConnectionTiming | "ended">>({
  authenticated: true,
  request_read: true,
  upstream_start: true,
  upstream_headers: true,
  upstream_first_byte: true,
  upstream_last_byte: true,
  client_first_byte: true,
  client_last_byte: true,
});
const connectionNames = listNames<ConnectionTiming>({
  connect_start: true,
  connect_dns: true,
  connect_tcp: true,
  connect_tls: true,
  upstream_sent: true,
});

/** What is unknown has no place. */
function readKnown(lines: LineReader, names: readonly (keyof RecordedTimings)[], into: Known): void {
  for (const name of names) {
    const value = lines.timeOrNull();
    if (value !== null) into[name] = value;
  }
}

function readTimings(lines: LineReader): RecordedTimings {
  const known: Known = {};
  readKnown(lines, timingNames, known);
  return Object.assign(known, { ended: lines.time() });
}

/** Lines that earlier versions did not write: they come last, and may be missing. */
function writeLate(lines: Lines, { timings, steps, parent_sampled: sampled }: CallEndRecord): void {
  lines.push(
    toTimeLine(timings.connect_start),
    toTimeLine(timings.connect_dns),
    toTimeLine(timings.connect_tcp),
    toTimeLine(timings.connect_tls),
    toTimeLine(timings.upstream_sent),
    sampled === undefined ? "" : Number(sampled),
  );
  for (const step of steps) lines.push(toTimeLine(step.start_ms), toTimeLine(step.end_ms));
  lines.push(timeUnitLine);
}

function readLate(lines: LineReader, record: FilledEnd): void {
  if (!lines.hasMore()) return;
  readKnown(lines, connectionNames, record.timings);
  const sampled = lines.numberOrNull();
  record.parent_sampled = sampled === null ? undefined : sampled === 1;
  for (const step of record.steps) {
    step.start_ms = lines.timeOrNull();
    step.end_ms = lines.timeOrNull();
  }
}

function writeStep(lines: Lines, step: PolicyStep): void {
  lines.push(
    step.position,
    step.hook,
    toLine(step.policy),
    toLine(step.policy_id),
    toLine(step.name),
    step.version,
    step.outcome,
    toLine(step.reason),
    toTimeLine(step.duration_ms),
    toJsonLine(step.edits),
  );
}

function readStep(lines: LineReader): FilledStep {
  return {
    position: lines.number(),
    hook: lines.line() as PolicyStep["hook"],
    policy: lines.text(),
    policy_id: lines.text(),
    name: lines.text(),
    version: lines.number(),
    outcome: lines.line() as PolicyStep["outcome"],
    reason: lines.textOrNull(),
    duration_ms: lines.time(),
    start_ms: null,
    end_ms: null,
    edits: lines.json([]),
  };
}

function writeBody(lines: Lines, body: RecordedBody): void {
  lines.push(
    body.side,
    body.size,
    body.captured,
    toLine(body.content_type),
    toLine(body.content_encoding),
    body.same_as ?? "",
    body.marks === undefined ? "" : `[${body.marks.join(",")}]`,
  );
}

function readBody(lines: LineReader): RecordedBody {
  const body: Required<Omit<RecordedBody, "marks">> = {
    side: lines.line() as BodySide,
    size: lines.number(),
    captured: lines.number(),
    content_type: lines.textOrNull(),
    content_encoding: lines.textOrNull(),
    same_as: lines.textOrNull() as BodySide | null,
  };
  const marks = lines.line();
  return marks === "" ? body : { ...body, marks: JSON.parse(marks) as number[] };
}

/** Notes, and how many pieces follow. Records from before there were notes have that number in their place. */
function readNotes(lines: LineReader): { readonly notes: readonly string[] | undefined; readonly pieces: number } {
  const line = lines.line();
  if (/^\d+$/.test(line)) return { notes: undefined, pieces: Number(line) };
  return { notes: line === "" ? undefined : (JSON.parse(line) as readonly string[]), pieces: lines.number() };
}

type Extras = Required<Omit<CallStartRecord, keyof CallIdentity | "kind">>;

/** Whether a start says more than who and what the call is; only long calls' do. */
function isExtended({ status, provider, steps, bodies }: CallStartRecord): boolean {
  const extras: { readonly [Name in keyof Extras]: unknown } = { status, provider, steps, bodies };
  return Object.values(extras).some((value) => value !== undefined);
}

/** The text of a `start` record, in ASCII. */
export function encodeStart(record: CallStartRecord): string {
  if (isExtended(record)) return toAsciiJson(record);
  const lines: Lines = [];
  writeIdentity(lines, record);
  return lines.join("\n");
}

/** The text of an `end` record, in ASCII. */
export function encodeEnd({ record, pieces }: EndMeta): string {
  const lines: Lines = [];
  writeIdentity(lines, record);
  lines.push(record.state, toLine(record.reason), record.status ?? "", toLine(record.provider));
  lines.push(toLine(record.upstream_id ?? null), toLine(record.upstream_url), toLine(record.upstream_request_id));
  writeTimings(lines, record.timings);
  lines.push(record.steps.length);
  for (const step of record.steps) writeStep(lines, step);
  writeHeaders(lines, record.headers);
  lines.push(record.bodies.length);
  for (const body of record.bodies) writeBody(lines, body);
  lines.push(record.notes === undefined ? "" : toJsonLine(record.notes));
  lines.push(pieces.length);
  for (const [side, offset, length] of pieces) lines.push(side, offset, length);
  writeLate(lines, record);
  return lines.join("\n");
}

/** What `encodeStart` was given. */
export function decodeStart(text: string): CallStartRecord {
  if (text.startsWith("{")) return JSON.parse(text) as CallStartRecord;
  return { kind: "start", ...readIdentity(new LineReader(text)) };
}

/** The call that a `start` record is of, without reading the rest where that can be. */
export function decodeCallId(text: string): string {
  return text.startsWith("{") ? decodeStart(text).call_id : text.slice(0, text.indexOf("\n"));
}

/** What `encodeEnd` was given. */
export function decodeEnd(text: string): EndMeta {
  if (text.startsWith("{")) return JSON.parse(text) as EndMeta;
  const lines = new LineReader(text);
  const record: FilledEnd = {
    kind: "end",
    ...readIdentity(lines),
    state: lines.line() as CallEndRecord["state"],
    reason: lines.textOrNull(),
    status: lines.numberOrNull(),
    provider: lines.textOrNull(),
    upstream_id: lines.textOrNull(),
    upstream_url: lines.textOrNull(),
    upstream_request_id: lines.textOrNull(),
    timings: readTimings(lines),
    steps: lines.list(readStep),
    headers: readHeaders(lines),
    bodies: lines.list(readBody),
    notes: undefined,
    parent_sampled: undefined,
  };
  const { notes, pieces: count } = readNotes(lines);
  record.notes = notes;
  const readPiece = (): EndMeta["pieces"][number] => [lines.line() as BodySide, lines.number(), lines.number()];
  const pieces = Array.from({ length: count }, readPiece);
  readLate(lines, record);
  return { record, pieces };
}
