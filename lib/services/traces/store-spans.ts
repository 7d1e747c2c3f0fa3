import type { Pool } from "pg";
import type { ParsedSpan } from "@/lib/core/traces/parse-spans";

/** How long spans of applications are kept. */
const keptDays = 7;
/** Most that one span may carry, as JSON; more is left out and said so. */
const mostSpanBytes = 65_536;
const cleanEveryMs = 3_600_000;

const insertSpans = `
  INSERT INTO spans (trace_id, span_id, parent_span_id, project_id, name, kind, service, start_ns, end_ns, status, status_message,
    attributes, events, links, resource)
  SELECT trace_id, span_id, parent_span_id, $2::uuid, name, kind, service, start_ns, end_ns, status, status_message,
    attributes, events, links, resource
  FROM jsonb_to_recordset($1::jsonb) AS row(trace_id text, span_id text, parent_span_id text, name text, kind text, service text,
    start_ns bigint, end_ns bigint, status text, status_message text, attributes jsonb, events jsonb, links jsonb, resource jsonb)
  ON CONFLICT (project_id, trace_id, span_id) DO UPDATE SET parent_span_id = EXCLUDED.parent_span_id, name = EXCLUDED.name,
    kind = EXCLUDED.kind, service = EXCLUDED.service, start_ns = EXCLUDED.start_ns, end_ns = EXCLUDED.end_ns,
    status = EXCLUDED.status, status_message = EXCLUDED.status_message, attributes = EXCLUDED.attributes,
    events = EXCLUDED.events, links = EXCLUDED.links, resource = EXCLUDED.resource, received_at = now()`;

const removeOld = `
  DELETE FROM spans WHERE received_at < now() - make_interval(days => $1)`;

/** `jsonb` takes neither NUL nor half of a surrogate pair; both are shown as what they are: unreadable. */
function writeJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("\\u0000", "\\ufffd")
    .replace(/\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g, "\\ufffd");
}

function trim(span: ParsedSpan): string {
  const { links = [], resource = {}, status_message = null, ...rest } = span;
  const row = { ...rest, links, resource, status_message };
  const text = writeJson(row);
  if (text.length <= mostSpanBytes) return text;
  const attributes = { "diffract.dropped": `The span carried more than ${String(mostSpanBytes)} bytes.` };
  return writeJson({ ...row, name: row.name.slice(0, 200), attributes, events: [], links: [], resource: {} });
}

/** Spans with the same id may come twice in one request; one statement may touch a row only once. */
function keepLastOfEach(spans: readonly ParsedSpan[]): ParsedSpan[] {
  return [...new Map(spans.map((span) => [`${span.trace_id} ${span.span_id}`, span])).values()];
}

let cleanAfterMs = 0;

/** Stores spans that an application sent; spans that came before are replaced. */
export async function storeSpans(pool: Pool, projectId: string, spans: readonly ParsedSpan[]): Promise<void> {
  if (spans.length === 0) return;
  const rows = keepLastOfEach(spans).map(trim);
  await pool.query(insertSpans, [`[${rows.join(",")}]`, projectId]);
  const now = Date.now();
  if (now < cleanAfterMs) return;
  cleanAfterMs = now + cleanEveryMs;
  await pool.query(removeOld, [keptDays]);
}
