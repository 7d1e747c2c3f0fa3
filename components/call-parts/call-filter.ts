import {
  callStates,
  policyOutcomes,
  type CallState,
  type CallSummary,
  type PolicyOutcome,
} from "@/lib/core/contracts/call";

/** What a list of calls is narrowed to; `null` and empty text mean: anything. */
export interface CallFilter {
  /** Words in previews, or an id. */
  readonly q: string;
  readonly outcome: PolicyOutcome | null;
  readonly state: CallState | null;
  /** Project id. */
  readonly project: string | null;
  /** Part of a model's name. */
  readonly model: string;
}

/** A filter that lets everything through. */
export const noFilter: CallFilter = { q: "", outcome: null, state: null, project: null, model: "" };

interface Params {
  readonly get: (name: string) => string | null;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const longestText = 200;
const readText = (text: string | null): string => (text ?? "").replace(/\0|\p{Surrogate}/gu, "").slice(0, longestText);

/** Reads a filter from a page's URL; what is unknown there is ignored. */
export function readCallFilter(params: Params): CallFilter {
  return {
    q: readText(params.get("q")),
    outcome: policyOutcomes.find((known) => known === params.get("outcome")) ?? null,
    state: callStates.find((known) => known === params.get("state")) ?? null,
    project: uuid.test(params.get("project") ?? "") ? params.get("project") : null,
    model: readText(params.get("model")),
  };
}

function listPairs(filter: CallFilter): (readonly [string, string])[] {
  const pairs = [
    ["q", filter.q],
    ["outcome", filter.outcome ?? ""],
    ["state", filter.state ?? ""],
    ["project", filter.project ?? ""],
    ["model", filter.model],
  ] as const;
  return pairs.filter(([, value]) => value !== "");
}

/** The filter as query of a page's URL, shortest form, with `?` unless it is empty. */
export function writeCallFilter(filter: CallFilter, cursor: string | null = null): string {
  const params = new URLSearchParams(listPairs(filter).map((pair) => [...pair]));
  if (cursor !== null) params.set("cursor", cursor);
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}

/** Address of the management API's list under this filter. */
export function toCallsPath(filter: CallFilter, limit: number, cursor: string | null = null): string {
  const params = new URLSearchParams({ limit: String(limit) });
  for (const [name, value] of listPairs(filter)) params.set(name === "project" ? "project_id" : name, value);
  if (cursor !== null) params.set("cursor", cursor);
  return `/api/v1/calls?${params.toString()}`;
}

interface CallsQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly q?: string;
  readonly outcome?: PolicyOutcome;
  readonly state?: CallState;
  readonly project_id?: string;
  readonly model?: string;
}

/** The same as an input of the service that lists calls. */
export function toCallsQuery(filter: CallFilter, limit: number, cursor: string | null = null): CallsQuery {
  return {
    limit,
    ...(cursor !== null && { cursor }),
    ...(filter.q !== "" && { q: filter.q }),
    ...(filter.outcome !== null && { outcome: filter.outcome }),
    ...(filter.state !== null && { state: filter.state }),
    ...(filter.project !== null && { project_id: filter.project }),
    ...(filter.model !== "" && { model: filter.model }),
  };
}

/** How many parts of the filter are set. */
export function countFilters(filter: CallFilter): number {
  return listPairs(filter).length;
}

const includes = (text: string | null, part: string): boolean => text?.toLowerCase().includes(part) ?? false;

function matchesWords(call: CallSummary, words: string): boolean {
  if (words === "") return true;
  if (call.id === words || call.trace_id === words || call.session_id?.toLowerCase() === words) return true;
  return [call.request_preview, call.response_preview, call.model].some((text) => includes(text, words));
}

/** Whether a call that came by the live feed belongs in the list; the same rules as the server's. */
export function matchesFilter(call: CallSummary, filter: CallFilter): boolean {
  if (filter.outcome !== null && call.outcome !== filter.outcome) return false;
  if (filter.state !== null && call.state !== filter.state) return false;
  if (filter.project !== null && call.project?.id !== filter.project) return false;
  if (filter.model !== "" && !includes(call.model, filter.model.toLowerCase())) return false;
  return matchesWords(call, filter.q.trim().toLowerCase());
}
