import type { Tone } from "@/components/ui/tone";
import type { BodyInfo, CallDetail, PolicyStep } from "@/lib/core/contracts/call";
import { formatBytes, formatExactBytes } from "@/lib/core/format/format-bytes";
import { hopWords } from "@/lib/core/format/hops";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { countStepEdits } from "../count-step-edits";
import { describeRemoval } from "./describe-removal";

export interface SideWords {
  readonly tone: Tone;
  readonly title: string;
  /** The evidence, or what to do next. */
  readonly detail: string;
}

/** Names in a sentence: `A`, `A and B`, `A, B and C`. */
export function joinNames(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const last = unique.pop();
  if (last === undefined) return "";
  return unique.length === 0 ? last : `${unique.join(", ")} and ${last}`;
}

export interface PaneNames {
  readonly original: string;
  readonly originalOf: string;
  readonly final: string;
  readonly finalOf: string;
}

/** What the two panes of a side are. */
export function namePanes({ pair, hook, status }: Pick<PreparedSide, "pair" | "hook" | "status">): PaneNames {
  const [from, to] = [hopWords[pair.from], hopWords[pair.to]];
  const isPolicies = pair.from === "client_sent" || pair.from === "provider_sent";
  const isUsual = isPolicies && (pair.to === "after_policies" || pair.to === "client_received");
  const wouldBe = status === "stopped" && hook === "request" && isUsual ? "what would have been sent" : null;
  const usual = hook === "request" ? "what the provider got" : to.of;
  return {
    original: isUsual ? "Original" : from.name,
    originalOf: from.of,
    final: isUsual ? "Final" : to.name,
    finalOf: wouldBe ?? (isUsual ? usual : to.of),
  };
}

const count = (number: number, word: string): string =>
  `${number.toLocaleString("en-US")} ${word}${number === 1 ? "" : "s"}`;

function describeRan(ran: readonly PolicyStep[], hook: string, isInterrupted: boolean): string {
  const working = ran.filter((step) => step.outcome !== "skipped");
  if (isInterrupted && working.length === 0) {
    return "Which policies ran is not recorded, because the gateway stopped.";
  }
  if (working.length === 0) return `No policy ran on the ${hook}.`;
  return `${count(working.length, "policy").replace("policys", "policies")} ran on the ${hook} and changed nothing.`;
}

function describeEvidence(original: BodyInfo | null, final: BodyInfo | null): string {
  if (original === null || final === null) return "Sizes and hashes were not recorded.";
  const isSame = final.same_as === original.side || (original.sha256 !== null && original.sha256 === final.sha256);
  if (!isSame) {
    return `The content is equal; its spelling is not: ${formatExactBytes(original.size)} came, ${formatExactBytes(final.size)} left.`;
  }
  const hash = original.sha256 === null ? "" : ` (SHA-256 ${original.sha256.slice(0, 12)}…)`;
  return `The same ${formatExactBytes(original.size)} on both sides${hash}.`;
}

/** The gateway had asked for usage, and kept the answer to that from the client, who had not. */
function describeHidden(original: BodyInfo | null, final: BodyInfo | null): string {
  if (original === null || final === null || final.same_as === original.side) return describeEvidence(original, final);
  const hidden = formatExactBytes(original.size - final.size);
  return `The provider was asked for usage; its chunk of ${hidden} was kept from the client, who had not asked.`;
}

function describeStopped(call: CallDetail, side: PreparedSide): SideWords {
  if (call.state === "interrupted") {
    const detail = "Whether it went on is not recorded, because the gateway stopped.";
    return { tone: "warning", title: "Final not recorded", detail };
  }
  const stopper = side.ran.find((step) => step.outcome === "blocked" || step.outcome === "failed-closed");
  if (side.hook === "response") {
    const wasLost = call.state === "client_aborted" ? "The client had left." : "Nothing of it reached the client.";
    return { tone: "warning", title: "Not delivered", detail: wasLost };
  }
  if (stopper !== undefined) {
    const why = stopper.reason === null ? "" : ` ${stopper.reason}`;
    return { tone: "blocked", title: `Stopped by ${stopper.name}`, detail: `Nothing was sent to the provider.${why}` };
  }
  const why = call.reason === null ? "" : ` ${call.reason}`;
  return { tone: "warning", title: "Not sent to the provider", detail: `The call ended before that.${why}` };
}

function describeMade(call: CallDetail): SideWords {
  const wasAsked = call.timings.upstream_start_ms !== null;
  return {
    tone: call.state === "blocked" ? "blocked" : "warning",
    title: "Written by Diffract",
    detail: wasAsked
      ? "The provider gave no answer; the client got this one from the gateway."
      : "The provider was not asked; the client got this answer from the gateway.",
  };
}

/** What policies did to a body that cannot be shown as JSON. */
export function countUnseenEdits({ status, ran }: Pick<PreparedSide, "status" | "ran">): number {
  if (status !== "unreadable") return 0;
  return ran.reduce((sum, step) => sum + countStepEdits(step), 0);
}

function describeUnreadable(side: PreparedSide): SideWords {
  const { note, originalInfo, finalInfo, ran } = side;
  const edits = countUnseenEdits(side);
  const editors = ran.filter((step) => countStepEdits(step) > 0).map(({ name }) => name);
  const size = originalInfo?.size ?? finalInfo?.size ?? 0;
  const type = originalInfo?.content_type ?? finalInfo?.content_type ?? "of unknown type";
  return {
    tone: edits === 0 ? "info" : "modified",
    title: edits === 0 ? "Not shown as JSON" : `${count(edits, "edit")} by ${joinNames(editors)}, not shown as JSON`,
    detail: `${formatBytes(size)}, ${type}. ${note ?? ""} Headers and raw bytes have their own views.`.replace(
      "  ",
      " ",
    ),
  };
}

function describeChanged(side: PreparedSide): SideWords {
  const { changes, unlisted = 0, originalInfo, finalInfo, isApproximate } = side;
  const names = joinNames(changes.flatMap((change) => change.blame.map((blame) => blame.name)));
  const detail =
    originalInfo === null || finalInfo === null
      ? "How many bytes that made is not known."
      : `${formatExactBytes(originalInfo.size)} became ${formatExactBytes(finalInfo.size)}.`;
  const title = `${count(changes.length + unlisted, "change")}${names === "" ? "" : ` by ${names}`}`;
  const note = isApproximate ? " Approximate: the two differ too much to be compared in full." : "";
  return { tone: "modified", title, detail: `${detail}${note}` };
}

function describeUnchanged(call: CallDetail, { originalInfo, finalInfo, ran, hook }: PreparedSide): SideWords {
  const ranWords = describeRan(ran, hook, call.state === "interrupted");
  const isHidden = hook === "response" && call.record_notes.includes("usage_asked");
  const evidence = isHidden ? describeHidden(originalInfo, finalInfo) : describeEvidence(originalInfo, finalInfo);
  const detail = `${evidence} ${ranWords}`;
  return { tone: "neutral", title: "Unchanged", detail };
}

/** With steps left out, or one alone: not what was, and never to be taken for it. */
function describeRecomputed({ changes, unlisted = 0 }: PreparedSide): SideWords {
  const left = changes.length + unlisted;
  const title = left === 0 ? "Recomputed: no changes left" : `Recomputed: ${count(left, "change")}`;
  const detail = "From the recorded edits of the chosen steps. The call itself went out as all of them left it.";
  return { tone: "info", title, detail };
}

/** One place of the way, compared with nothing. */
function describeAlone({ pair, originalInfo }: PreparedSide): SideWords {
  const { name, of } = hopWords[pair.from];
  const size = originalInfo === null ? "Its size was not recorded." : `${formatExactBytes(originalInfo.size)}.`;
  return { tone: "neutral", title: name, detail: `${of.charAt(0).toUpperCase()}${of.slice(1)}. ${size}` };
}

function describeEmpty(call: CallDetail, { hook }: PreparedSide): SideWords {
  if (call.state === "interrupted") {
    return { tone: "warning", title: "Not recorded", detail: "Not recorded, because the gateway stopped." };
  }
  if (hook === "response") {
    return { tone: "neutral", title: "No answer", detail: "The provider sent no body, and the client got none." };
  }
  if (call.state === "rejected") {
    return { tone: "warning", title: "Not read", detail: "The call was refused before its body was read." };
  }
  return { tone: "neutral", title: "No body", detail: "The client sent none." };
}

function describeWaiting({ hook }: PreparedSide): string {
  return hook === "request" ? "The request is on its way to this page." : "The provider has not begun to answer.";
}

/** How far an answer is, on both sides of the policies. */
function describeComing({ originalInfo, finalInfo }: PreparedSide): string {
  const came = originalInfo === null ? "" : `${formatBytes(originalInfo.size)} came from the provider`;
  const left = finalInfo === null || came === "" ? "" : `, ${formatBytes(finalInfo.size)} went on to the client`;
  return `${came === "" ? "" : `${came}${left}. `}Compared when it has ended.`;
}

/** What is still known of a body that was removed after it had been recorded. */
function describeRemoved(call: CallDetail, { hook, originalInfo, finalInfo }: PreparedSide): string {
  const [from, to] = [originalInfo?.size ?? null, finalInfo?.size ?? null];
  const sizes =
    from === null || to === null
      ? ""
      : ` It was ${formatExactBytes(from)}, and ${formatExactBytes(to)} after the policies.`;
  const fate = call.bodies_expired === undefined ? "has been removed since" : describeRemoval(call);
  return `The ${hook} was recorded and ${fate}.${sizes} Figures, times and what the policies did are kept.`;
}

/** What happened to one side, in words, with the evidence. */
export function describeSide(call: CallDetail, side: PreparedSide): SideWords {
  if (side.isRecomputed) return describeRecomputed(side);
  switch (side.status) {
    case "changed":
      return describeChanged(side);
    case "unchanged":
      return describeUnchanged(call, side);
    case "alone":
      return describeAlone(side);
    case "stopped":
      return describeStopped(call, side);
    case "made-here":
      return describeMade(call);
    case "unreadable":
      return describeUnreadable(side);
    case "running":
      return { tone: "accent", title: "Nothing yet", detail: describeWaiting(side) };
    case "so-far":
      return { tone: "accent", title: "Still coming", detail: describeComing(side) };
    case "removed":
      return { tone: "warning", title: "No longer kept", detail: describeRemoved(call, side) };
    case "empty":
      return describeEmpty(call, side);
  }
}
