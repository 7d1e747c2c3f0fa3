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

/** One cell of a table, or one line: what would end it is written otherwise. */
function toCell(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
}

/** What a policy replaced by a placeholder was not meant to be read: only its shape is shown. */
function toShape(text: string): string {
  return text.replaceAll(/\p{L}/gu, "x").replaceAll(/\p{N}/gu, "0");
}

const placeholder = /^(?:\[[^\]\n]*\]|<[^>\n]*>|\*{3,})$/;

/** Whether something was taken out, so that an issue must not put it back. */
function isRedaction({ to, blame }: NumberedChange): boolean {
  return placeholder.test(to.trim()) || (to === "" && blame.length > 0);
}

/** Masked before it is cut: half of a secret would not be known for one. */
function signLines(sign: "-" | "+", text: string): string[] {
  const masked = maskSecrets(text);
  const shown = masked.length > maxText ? `${masked.slice(0, maxText)} …` : masked;
  return shown.split("\n").map((line) => `${sign} ${line}`);
}

function writeChange(change: NumberedChange): string {
  const { number, path, to, blame } = change;
  const from = isRedaction(change) ? toShape(change.from) : change.from;
  const who = blame.map(
    ({ name, version, rule, reason }) =>
      `${name} v${version}${rule === null ? "" : `, rule ${rule}`}${reason === null ? "" : ` (${toCell(reason)})`}`,
  );
  const lines = [...signLines("-", from), ...signLines("+", to)];
  const place = path === "" ? "the whole body" : `\`${path.replaceAll("`", "'")}\``;
  return `${number}. ${place}, by ${who.length === 0 ? "nobody known" : who.join("; ")}\n\n${fence(lines.join("\n"), "diff")}`;
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
    ({ hook, name, version, outcome, reason }) =>
      `| ${hook} | ${toCell(name)} v${version} | ${outcome} | ${toCell(reason ?? "")} |`,
  );
  const parts = [
    facts.flatMap(([name, value]) => (value === null ? [] : [`- **${name}**: ${value}`])).join("\n"),
    ...(steps.length === 0 ? [] : [`| hook | policy | outcome | reason |\n|---|---|---|---|\n${steps.join("\n")}`]),
    `### ${changes.length === 0 ? "No changes" : changes.length === 1 ? "1 change" : `${changes.length} changes`}`,
    ...changes.slice(0, maxShown).map(writeChange),
    ...(changes.some(isRedaction)
      ? ["What policies took out is shown by its shape: x for letters, 0 for digits."]
      : []),
    ...(changes.length > maxShown ? [`… and ${changes.length - maxShown} more.`] : []),
  ];
  return maskSecrets(`${parts.join("\n\n")}\n`);
}
