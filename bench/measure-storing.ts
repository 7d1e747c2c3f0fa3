/**
 * `npm run bench -- --storing`: how fast a full journal is written to Postgres, and what a call costs the recorder and the
 * server. No gateway, no load: catch-up only.
 */
import { readFileSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { BodySide, HeaderPairs, PolicyStep } from "@/lib/core/contracts/call";
import type { CallEndRecord, CallIdentity, RecordedBody } from "@/lib/core/contracts/call-record";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { createPool } from "@/lib/db/create-db";
import { startEmbeddedPostgres } from "@/lib/db/embedded-postgres/start-embedded-postgres";
import { migrate } from "@/lib/db/migrate";
import { createJournal } from "@/lib/recording/journal/create-journal";
import { createJournalRecorder } from "@/lib/recording/journal/create-journal-recorder";
import { createRecorderLoop } from "@/lib/recording/loop/create-recorder-loop";
import { buildAnswer, buildEvents, buildRequestBody } from "./payloads";

/** Which calls the journal is filled with. */
type StoredKind = "unchanged" | "redacted" | "streamed";
const kinds: readonly StoredKind[] = ["unchanged", "redacted", "streamed"];

interface StoringResult {
  readonly kind: StoredKind;
  readonly callsPerSecond: number;
  /** CPU of the whole process, the recorder's, and of all of Postgres. */
  readonly recorderMicroseconds: number;
  readonly postgresMicroseconds: number;
}

const clockTicksPerSecond = 100;
const askEveryMs = 50;
const policyId = "01890a5d-ac96-774b-bcce-b302099a8059";
const redacted = "Your account number is [ACCOUNT_NUMBER].";

const requestHeaders: HeaderPairs = [
  ["host", "127.0.0.1:3000"],
  ["authorization", "Bearer dfr_…"],
  ["content-type", "application/json"],
  ["user-agent", "OpenAI/JS 6.9.0"],
  ["accept", "application/json"],
  ["content-length", "935"],
  ["connection", "keep-alive"],
];
const responseHeaders: HeaderPairs = [
  ["content-type", "application/json"],
  ["content-length", "612"],
  ["x-request-id", "req_0123456789abcdef"],
  ["openai-processing-ms", "12"],
  ["date", "Tue, 01 Sep 2026 10:00:00 GMT"],
];

function buildStep(position: number, hook: PolicyStep["hook"], isChanged: boolean): PolicyStep {
  const [start, end] = [23, 42];
  const edit = { path: "choices[0].message.content", start, end, from: "1234-5678-9012", to: "[ACCOUNT_NUMBER]" };
  return {
    position,
    hook,
    policy: "redact-personal-data",
    policy_id: policyId,
    name: "Redact personal data",
    version: 1,
    outcome: isChanged ? "changed" : "unchanged",
    reason: null,
    duration_ms: 0.123,
    edits: isChanged ? [{ ...edit, rule: "account-number", reason: "Account number" }] : [],
  };
}

const identity: Omit<CallIdentity, "call_id" | "trace_id" | "started_at"> = {
  span_id: "b7ad6b7169203331",
  parent_span_id: null,
  project: { id: "01890a5d-ac96-774b-bcce-b302099a8057", name: "default" },
  token: { id: "01890a5d-ac96-774b-bcce-b302099a8058", name: "bench" },
  dialect: "openai",
  endpoint: "chat.completions",
  method: "POST",
  path: "/v1/chat/completions",
  model: "bench-plain",
  is_streaming: false,
  session_id: null,
  user_id: null,
  agent: null,
  task: null,
  tags: {},
  metadata: {},
};

const ending = {
  kind: "end",
  state: "completed",
  reason: null,
  status: 200,
  provider: "openai",
  upstream_url: "http://127.0.0.1:4000/v1/chat/completions",
  upstream_request_id: "req_0123456789abcdef",
  timings: {
    authenticated: 0.1,
    request_read: 0.3,
    upstream_start: 0.4,
    upstream_headers: 2.1,
    upstream_first_byte: 2.2,
    upstream_last_byte: 2.3,
    client_first_byte: 2.4,
    client_last_byte: 2.5,
    ended: 2.6,
  },
  headers: {
    client_request: requestHeaders,
    upstream_request: requestHeaders,
    upstream_response: responseHeaders,
    client_response: responseHeaders,
  },
} as const;

interface Template {
  readonly record: Omit<CallEndRecord, "call_id" | "trace_id" | "started_at">;
  readonly bytes: Partial<Record<BodySide, readonly Uint8Array[]>>;
}

function buildTemplate(kind: StoredKind): Template {
  const payload = kind === "redacted" ? "personal" : "plain";
  const request = Buffer.from(buildRequestBody(payload, kind === "streamed"));
  const answer = Buffer.from(kind === "streamed" ? buildEvents(payload).join("") : buildAnswer(payload));
  const final = Buffer.from(answer.toString().replace("Your account number is 1234-5678-9012.", redacted));
  const contentType = kind === "streamed" ? "text/event-stream" : "application/json";
  const describe = (side: BodySide, bytes: Buffer, same_as: BodySide | null): RecordedBody => {
    const content_type = side.endsWith("_request") ? "application/json" : contentType;
    const captured = same_as === null ? bytes.length : 0;
    return { side, size: bytes.length, captured, content_type, content_encoding: null, same_as };
  };
  const isRedacted = kind === "redacted";
  return {
    record: {
      ...identity,
      ...ending,
      is_streaming: kind === "streamed",
      steps: [buildStep(0, "request", false), buildStep(1, "response", isRedacted)],
      bodies: [
        describe("client_request", request, null),
        describe("upstream_request", request, "client_request"),
        describe("upstream_response", answer, null),
        describe("client_response", isRedacted ? final : answer, isRedacted ? null : "upstream_response"),
      ],
    },
    bytes: {
      client_request: [request],
      upstream_response: [answer],
      ...(isRedacted ? { client_response: [final] } : {}),
    },
  };
}

async function fillJournal(directory: string, kind: StoredKind, calls: number): Promise<void> {
  const journal = await createJournal({ directory });
  const recorder = createJournalRecorder(journal);
  const template = buildTemplate(kind);
  for (let index = 0; index < calls; index++) {
    const own = {
      call_id: createUuidV7(Date.now()),
      trace_id: index.toString(16).padStart(32, "a"),
      started_at: Date.now(),
    };
    recorder.start({ ...identity, ...own, kind: "start" }).catch(() => undefined);
    const ended = recorder.end({ ...template.record, ...own }, template.bytes);
    if (index % 64 === 0) await ended;
  }
  await journal.close();
}

/** CPU that a process and its children have used so far, in microseconds. */
function readPostgresMicroseconds(postmaster: number): number {
  let ticks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ");
      const isOurs = Number(name) === postmaster || Number(fields[1]) === postmaster;
      if (isOurs) ticks += Number(fields[11]) + Number(fields[12]);
      if (Number(name) === postmaster) ticks += Number(fields[13]) + Number(fields[14]);
    } catch {
      // It has gone meanwhile.
    }
  }
  return (ticks * 1_000_000) / clockTicksPerSecond;
}

function formatMicroseconds(value: number): string {
  return `${String(Math.round(value))} µs`;
}

/** Fills a journal, and then measures how long it takes until all of it is in a Postgres of its own. */
async function measureKind(kind: StoredKind, calls: number): Promise<StoringResult> {
  const root = await mkdtemp(join(tmpdir(), "diffract-storing-"));
  const postgres = await startEmbeddedPostgres({ directory: root });
  const pool = createPool({ url: postgres.url, max: 3, applicationName: "bench", statementTimeoutMs: 30_000 });
  try {
    await migrate({ url: postgres.url, directory: join(process.cwd(), "prisma", "migrations") });
    const directory = join(root, "journal", "gateway");
    await fillJournal(directory, kind, calls);
    await pool.query("SELECT 1");
    const [cpu, postgresBefore, startedAt] = [
      process.cpuUsage(),
      readPostgresMicroseconds(postgres.pid),
      performance.now(),
    ];
    const loop = createRecorderLoop({ directory, liveFromSegment: 1_000_000, pool });
    // Asking costs the recorder's thread a look into the journal.
    while (loop.stats().storedCalls < calls) await sleep(askEveryMs);
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    const postgresMicroseconds = (readPostgresMicroseconds(postgres.pid) - postgresBefore) / calls;
    await loop.close(0);
    return {
      kind,
      callsPerSecond: calls / seconds,
      recorderMicroseconds: (user + system) / calls,
      postgresMicroseconds,
    };
  } finally {
    await pool.end();
    await postgres.stop();
    await rm(root, { recursive: true, force: true });
  }
}

/** Measures each kind of call, and says it in a table. */
export async function measureStoring(calls: number): Promise<string> {
  const lines = [
    "| calls | stored per second | CPU per call, recorder | CPU per call, Postgres |",
    "| - | - | - | - |",
  ];
  for (const kind of kinds) {
    const { callsPerSecond, recorderMicroseconds, postgresMicroseconds } = await measureKind(kind, calls);
    const figures = [
      Math.round(callsPerSecond),
      ...[recorderMicroseconds, postgresMicroseconds].map(formatMicroseconds),
    ];
    lines.push(`| ${[kind, ...figures].join(" | ")} |`);
  }
  return lines.join("\n");
}
