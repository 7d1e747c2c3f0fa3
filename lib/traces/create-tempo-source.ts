import type { SourceAnswer, SpanSource, TraceQuestion } from "@/lib/core/contracts/span-source";
import type { TraceSource, TraceSpan } from "@/lib/core/contracts/trace";
import { attributeNames } from "@/lib/core/traces/attribute-names";
import { parseSpans, readId } from "@/lib/core/traces/parse-spans";
import { fetchJson, type JsonAnswer } from "./fetch-json";
import { answerMissing, answerUnavailable } from "./source-answers";

export interface TempoOptions {
  readonly id: Extract<TraceSource, "tempo" | "grafana">;
  /** How it is called on the page. */
  readonly name: string;
  /** Tempo's own address, or that of Grafana's data source proxy. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly link?: (question: TraceQuestion) => string;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

const defaultTimeoutMs = 2_000;
const defaultMaxBytes = 32 * 1_048_576;
/** Clocks differ and spans come before and after the call: what lies outside of the range may be left out. */
const paddingSeconds = 15 * 60;

interface Found {
  readonly spans: readonly TraceSpan[];
  readonly isPartial: boolean;
  readonly message: string | null;
}

function readPartial(body: unknown): { readonly isPartial: boolean; readonly message: string | null } {
  if (typeof body !== "object" || body === null) return { isPartial: false, message: null };
  const { status, message } = body as { status?: unknown; message?: unknown };
  const isPartial = status === "PARTIAL" || status === 1;
  return { isPartial, message: isPartial && typeof message === "string" ? message : null };
}

/** Words for a status that is neither a trace nor its absence. */
function explainStatus(name: string, answer: Extract<JsonAnswer, { kind: "status" }>): SourceAnswer {
  const { status } = answer;
  if (status === 401 || status === 403)
    return answerUnavailable(`${name} refused the credentials (${String(status)}). Check the token or the tenant.`);
  if (status === 422) return { status: "partial", spans: [], message: `The trace is too large for ${name} to answer.` };
  if (status === 429) return answerUnavailable(`${name} is asked too often at the moment (429).`);
  if (status >= 300 && status < 400)
    return answerUnavailable(`${name} answered with a redirect (${String(status)}). Is the address right?`);
  return answerUnavailable(`${name} answered with status ${String(status)}.`);
}

/**
 * Tempo, directly or through Grafana's data source proxy: by trace id (v2, or v1 where there is no v2), and by call id with
 * TraceQL when that leads nowhere. Paths are made of constants and checked ids only.
 */
class TempoSource implements SpanSource {
  readonly id: TempoOptions["id"];
  /** Tempo before 2.7 knows only the first version of the endpoint. */
  private isOld = false;

  constructor(private readonly options: TempoOptions) {
    this.id = options.id;
  }

  link(question: TraceQuestion): string | null {
    return this.options.link?.(question) ?? null;
  }

  async find(question: TraceQuestion): Promise<SourceAnswer> {
    const byId = await this.findById(question, question);
    if (byId.status !== "missing") return byId;
    // A range leaves out what clocks put elsewhere.
    const anywhere = await this.findById(question, null);
    if (anywhere.status !== "missing") return anywhere;
    const otherId = await this.search(question);
    return otherId === null || otherId === question.traceId
      ? anywhere
      : this.findById({ ...question, traceId: otherId }, null);
  }

  private async findById(question: TraceQuestion, range: TraceQuestion | null): Promise<SourceAnswer> {
    const { traceId } = question;
    const answer = await this.ask(`${this.isOld ? "api" : "api/v2"}/traces/${traceId}`, this.toRange(range), question);
    if (this.isMissingEndpoint(answer)) {
      this.isOld = true;
      return this.findById(question, range);
    }
    return this.read(answer, traceId);
  }

  /** v2 answers 200 for a trace that is not there; 404 with this text is the router's. */
  private isMissingEndpoint(answer: JsonAnswer): boolean {
    return !this.isOld && answer.kind === "status" && answer.status === 404 && answer.text.includes("page not found");
  }

  private read(answer: JsonAnswer, traceId: string): SourceAnswer {
    const { name } = this.options;
    if (answer.kind === "failure") return answerUnavailable(answer.message);
    if (answer.kind === "status")
      return answer.status === 404 ? answerMissing(`${name} does not know this trace.`) : explainStatus(name, answer);
    const { spans, isPartial, message } = this.readSpans(answer.body, traceId);
    if (isPartial) return { status: "partial", spans, message: message ?? `${name} has only a part of this trace.` };
    return spans.length === 0
      ? answerMissing(`${name} does not know this trace.`)
      : { status: "found", spans, message: null };
  }

  private readSpans(body: unknown, traceId: string): Found {
    const { spans, unreadable } = parseSpans(body);
    const own = spans.filter((span) => span.trace_id === traceId);
    const partial = readPartial(body);
    const message = unreadable > 0 ? `${String(unreadable)} spans could not be read.` : partial.message;
    return { spans: own, isPartial: partial.isPartial || unreadable > 0, message };
  }

  /** @returns the id of the trace in which a span names the call, or `null` */
  private async search(question: TraceQuestion): Promise<string | null> {
    const query = `{ span.${attributeNames.callId} = "${question.callId}" }`;
    const answer = await this.ask("api/search", { q: query, limit: "1", ...this.toRange(question) }, question);
    if (answer.kind !== "json") return null;
    const traces = (answer.body as { traces?: unknown } | null)?.traces;
    const [first] = Array.isArray(traces) ? (traces as { traceID?: unknown }[]) : [];
    return readId(first?.traceID, 16);
  }

  private toRange(range: TraceQuestion | null): Record<string, string> {
    if (range === null) return {};
    const start = Math.max(0, Math.floor(range.fromMs / 1000) - paddingSeconds);
    return { start: String(start), end: String(Math.ceil(range.toMs / 1000) + paddingSeconds) };
  }

  private ask(
    path: string,
    query: Readonly<Record<string, string>>,
    { patienceMs }: TraceQuestion,
  ): Promise<JsonAnswer> {
    const { baseUrl, headers, name, maxBytes = defaultMaxBytes } = this.options;
    const timeoutMs = patienceMs ?? this.options.timeoutMs ?? defaultTimeoutMs;
    const url = new URL(`${baseUrl.replace(/\/+$/, "")}/${path}`);
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
    return fetchJson(url, { name, headers, timeoutMs, maxBytes });
  }
}

/** A Tempo server. @param tenant sent as `X-Scope-OrgID` */
export function createTempoSource(options: { baseUrl: string; tenant?: string | undefined }): SpanSource {
  const headers: Record<string, string> = options.tenant === undefined ? {} : { "x-scope-orgid": options.tenant };
  return new TempoSource({ id: "tempo", name: "Tempo", baseUrl: options.baseUrl, headers });
}

export interface GrafanaOptions {
  readonly baseUrl: string;
  readonly token: string | undefined;
  /** Of the Tempo data source. */
  readonly uid: string;
}

/** Explore's own form of address: panes as JSON (Grafana 10 and newer). */
function linkToExplore({ baseUrl, uid }: GrafanaOptions, { traceId, fromMs, toMs }: TraceQuestion): string {
  const datasource = { type: "tempo", uid };
  const query = { refId: "A", datasource, queryType: "traceql", query: traceId };
  const padMs = paddingSeconds * 1000;
  const range = { from: String(Math.floor(fromMs - padMs)), to: String(Math.ceil(toMs + padMs)) };
  const panes = JSON.stringify({ t: { datasource: uid, queries: [query], range } });
  const url = new URL(`${baseUrl.replace(/\/+$/, "")}/explore`);
  url.search = new URLSearchParams({ schemaVersion: "1", orgId: "1", panes }).toString();
  return url.href;
}

/** Tempo behind Grafana: the same questions through the proxy of its data source. */
export function createGrafanaSource(options: GrafanaOptions): SpanSource {
  const { baseUrl, token, uid } = options;
  return new TempoSource({
    id: "grafana",
    name: "Grafana",
    baseUrl: `${baseUrl.replace(/\/+$/, "")}/api/datasources/proxy/uid/${encodeURIComponent(uid)}`,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    link: (question) => linkToExplore(options, question),
  });
}

/** Only the link to Explore, for those who read from Tempo directly. */
export function withExploreLink(source: SpanSource, options: GrafanaOptions): SpanSource {
  return {
    id: source.id,
    find: (question) => source.find(question),
    link: (question) => linkToExplore(options, question),
  };
}
