import type { ApiOperation } from "@/lib/runtime/http";
import * as activityStream from "../activity/stream/route";
import * as callBytes from "../calls/[id]/bytes/route";
import * as callDiff from "../calls/[id]/diff/route";
import * as callExport from "../calls/[id]/export/route";
import * as callLanes from "../calls/[id]/lanes/route";
import * as callLines from "../calls/[id]/lines/route";
import * as callLive from "../calls/[id]/live/route";
import * as callNode from "../calls/[id]/node/route";
import * as callRerun from "../calls/[id]/rerun/route";
import * as callTurns from "../calls/[id]/turns/route";
import * as reprice from "../calls/reprice/route";
import * as callView from "../calls/[id]/view/route";
import * as compare from "../compare/route";
import * as compareView from "../compare/view/route";
import * as callRaw from "../calls/[id]/raw/route";
import * as call from "../calls/[id]/route";
import * as callStream from "../calls/[id]/stream/route";
import * as callTrace from "../calls/[id]/trace/route";
import * as calls from "../calls/route";
import * as metrics from "../metrics/route";
import * as policy from "../policies/[id]/route";
import * as catalogue from "../policies/catalogue/route";
import * as policies from "../policies/route";
import * as allCredentials from "../credentials/route";
import * as credential from "../projects/[id]/credentials/[credential]/route";
import * as credentials from "../projects/[id]/credentials/route";
import * as project from "../projects/[id]/route";
import * as revokeTokens from "../projects/[id]/tokens/revoke/route";
import * as projects from "../projects/route";
import * as providers from "../providers/route";
import * as system from "../system/route";
import * as deadLetters from "../system/dead-letters/route";
import * as deadLetterRaw from "../system/dead-letters/[id]/raw/route";
import * as deadLetterRetry from "../system/dead-letters/[id]/retry/route";
import * as token from "../tokens/[id]/route";
import * as tokens from "../tokens/route";
import * as traceExport from "../trace-export/route";

const text = (
  method: ApiOperation["method"],
  path: string,
  { facts }: Pick<ApiOperation, "facts">,
  [summary, answer, contentType]: readonly [summary: string, answer: string, contentType?: string],
): ApiOperation => ({ method, path, facts, summary, answer, ...(contentType !== undefined && { contentType }) });

function listCallOperations(): readonly ApiOperation[] {
  return [
    text("get", "/calls", calls.GET, ["List recorded calls, newest first", "A page of call summaries"]),
    text("get", "/calls/{id}", call.GET, ["One call, original and final", "The call"]),
    text("get", "/calls/{id}/diff", callDiff.GET, ["What was changed, and by which policy", "Diffs"]),
    text("get", "/calls/{id}/trace", callTrace.GET, ["Where the time went", "Spans"]),
    text("get", "/trace-export", traceExport.GET, ["How the export of spans to a collector is doing", "Its account"]),
    text("get", "/calls/{id}/stream", callStream.GET, ["When pieces of a stream came and left", "Marks"]),
    text("get", "/calls/{id}/raw", callRaw.GET, ["Captured bytes", "The bytes", "application/octet-stream"]),
    ...listCallViews(),
    text("get", "/activity/stream", activityStream.GET, [
      "Follow calls as they happen; `Last-Event-ID` continues",
      "Server-sent events `call` with a call summary each, or `calls` with lists of them",
      "text/event-stream",
    ]),
  ];
}

function listCallViews(): readonly ApiOperation[] {
  const { GET: view } = callView;
  return [
    text("get", "/calls/{id}/view", view, [
      "One call, compared at two places of its way, bounded",
      "What its page shows",
    ]),
    text("get", "/calls/{id}/lines", callLines.GET, ["Bodies as lines of formatted JSON, bounded", "Lines"]),
    text("get", "/calls/{id}/turns", callTurns.GET, ["Some turns of a very long conversation", "Compared turns"]),
    text("get", "/calls/{id}/bytes", callBytes.GET, ["A piece of a body, shown as text or numbers", "The piece"]),
    text("get", "/calls/{id}/node", callNode.GET, [
      "One value inside a body",
      "The value and what is directly below it",
    ]),
    text("get", "/calls/{id}/live", callLive.GET, [
      "Hear whenever more is known of a running call, until it has ended",
      "Server-sent events",
      "text/event-stream",
    ]),
    text("get", "/calls/{id}/lanes", callLanes.GET, ["A stream event by event", "Both lanes and what joins them"]),
    text("get", "/calls/{id}/export", callExport.GET, [
      "A call as curl, SDK code, HAR, JSON Patch, unified diff or Markdown",
      "The file",
      "text/plain",
    ]),
    text("post", "/calls/{id}/rerun", callRerun.POST, [
      "Send the request again, with something changed",
      "The new call's id",
    ]),
    text("post", "/calls/reprice", reprice.POST, [
      "Price stored calls again, a batch at a time",
      "What changed, by project and model, and where the next batch begins",
    ]),
    text("get", "/compare", compare.GET, ["Two calls, compared", "Diffs and figures"]),
    text("get", "/compare/view", compareView.GET, ["Two calls, compared, for their page", "Diffs, figures, turns"]),
  ];
}

function listProjectOperations(): readonly ApiOperation[] {
  const keys = "/projects/{id}/credentials";
  return [
    text("get", "/projects", projects.GET, ["List projects", "A page of projects"]),
    text("post", "/projects", projects.POST, ["Make a project", "The project"]),
    text("get", "/projects/{id}", project.GET, ["One project", "The project"]),
    text("patch", "/projects/{id}", project.PATCH, [
      "Change a project: name, active, upstreams, policies, prices",
      "The project",
    ]),
    text("post", "/projects/{id}/tokens/revoke", revokeTokens.POST, ["Revoke all tokens of a project", "How many"]),
    text("get", "/providers", providers.GET, ["List providers, with what an upstream of each takes", "Providers"]),
    text("get", "/credentials", allCredentials.GET, [
      "List the provider keys of all projects and what uses them, without the keys",
      "A page of credentials",
    ]),
    text("get", keys, credentials.GET, ["List a project's provider keys, without the keys", "A page of credentials"]),
    text("post", keys, credentials.POST, ["Store a provider key, sealed for one origin", "The credential"]),
    text("patch", `${keys}/{credential}`, credential.PATCH, ["Rename or replace a provider key", "The credential"]),
    text("delete", `${keys}/{credential}`, credential.DELETE, ["Delete a provider key that is not in use", ""]),
  ];
}

function listOtherOperations(): readonly ApiOperation[] {
  return [
    text("get", "/tokens", tokens.GET, ["List tokens, newest first", "A page of tokens"]),
    text("post", "/tokens", tokens.POST, ["Make a token", "The token; its text, as `token`, is in this answer only"]),
    text("get", "/tokens/{id}", token.GET, ["One token", "The token"]),
    text("patch", "/tokens/{id}", token.PATCH, ["Change a token's name, metadata, expiry or limit", "The token"]),
    text("delete", "/tokens/{id}", token.DELETE, ["Revoke a token", "The token"]),
    text("get", "/policies", policies.GET, ["List configured policies", "A page of policies"]),
    text("post", "/policies", policies.POST, ["Configure a policy", "The policy"]),
    text("get", "/policies/catalogue", catalogue.GET, ["What can be configured, with JSON Schemas", "The catalogue"]),
    text("get", "/policies/{id}", policy.GET, ["One configured policy", "The policy"]),
    text("patch", "/policies/{id}", policy.PATCH, [
      "Change a policy; its version grows when it acts differently",
      "The policy",
    ]),
    text("delete", "/policies/{id}", policy.DELETE, ["Delete a policy that no project uses", ""]),
  ];
}

function listSystemOperations(): readonly ApiOperation[] {
  const letters = "/system/dead-letters";
  return [
    text("get", "/system", system.GET, ["How each process and the recording are doing", "The system report"]),
    text("get", "/metrics", metrics.GET, [
      "What Prometheus reads; also at `/metrics`, and for anybody where `DIFFRACT_METRICS_OPEN` says so",
      "Prometheus text",
      "text/plain",
    ]),
    text("get", letters, deadLetters.GET, [
      "Records that the database refused, newest first",
      "A page of dead letters",
    ]),
    text("get", `${letters}/{id}/raw`, deadLetterRaw.GET, [
      "What the journal had of such a call",
      "The record",
      "application/octet-stream",
    ]),
    text("post", `${letters}/{id}/retry`, deadLetterRetry.POST, [
      "Store such a record now, for example after an upgrade",
      "Whether it was stored; if not, why",
    ]),
  ];
}

/** Every operation of the management API. */
export function listOperations(): readonly ApiOperation[] {
  return [...listCallOperations(), ...listProjectOperations(), ...listOtherOperations(), ...listSystemOperations()];
}
