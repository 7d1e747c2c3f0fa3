import type { CallDetail } from "../contracts/call";
import type { NumberedChange } from "../format/compared";
import { maskSecrets } from "./mask-secrets";

const maxShown = 20;
const maxText = 600;

/** A fence that the text cannot close. */
function fence(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}`;
}

function writeChange({ number, path, from, to, blame }: NumberedChange): string {
  const who = blame.map(
    ({ name, version, rule, reason }) =>
      `${name} v${version}${rule === null ? "" : `, rule ${rule}`}${reason === null ? "" : ` (${reason})`}`,
  );
  const lines = [
    ...from
      .slice(0, maxText)
      .split("\n")
      .map((line) => `- ${line}`),
    ...to
      .slice(0, maxText)
      .split("\n")
      .map((line) => `+ ${line}`),
  ];
  return `${number}. \`${path === "" ? "the whole body" : path}\`, by ${who.length === 0 ? "nobody known" : who.join("; ")}\n\n${fence(lines.join("\n"), "diff")}`;
}

/** The call in Markdown, for an issue: what happened and what was changed, with secrets masked. */
export function writeIssue(call: CallDetail, changes: readonly NumberedChange[], link: string): string {
  const facts: readonly (readonly [string, string | null])[] = [
    ["Call", `[${call.id}](${link})`],
    [
      "State",
      `${call.state}${call.status === null ? "" : `, status ${call.status}`}${call.reason === null ? "" : `: ${call.reason}`}`,
    ],
    ["Endpoint", `${call.method} ${call.path}`],
    [
      "Model",
      call.model_answered === null || call.model_answered === call.model
        ? call.model
        : `${call.model ?? "none"}, answered by ${call.model_answered}`,
    ],
    ["Provider", call.provider],
    ["Upstream request id", call.upstream_request_id],
    ["Trace", call.trace_id],
    ["Started", call.started_at],
    ["Took", call.duration_ms === null ? null : `${Math.round(call.duration_ms)} ms`],
  ];
  const steps = call.steps.map(
    ({ hook, name, version, outcome, reason }) => `| ${hook} | ${name} v${version} | ${outcome} | ${reason ?? ""} |`,
  );
  const parts = [
    facts.flatMap(([name, value]) => (value === null ? [] : [`- **${name}**: ${value}`])).join("\n"),
    ...(steps.length === 0 ? [] : [`| hook | policy | outcome | reason |\n|---|---|---|---|\n${steps.join("\n")}`]),
    `### ${changes.length === 0 ? "No changes" : changes.length === 1 ? "1 change" : `${changes.length} changes`}`,
    ...changes.slice(0, maxShown).map(writeChange),
    ...(changes.length > maxShown ? [`… and ${changes.length - maxShown} more.`] : []),
  ];
  return maskSecrets(`${parts.join("\n\n")}\n`);
}
