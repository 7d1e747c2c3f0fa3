import { ArrowRight, Bot, Eye, EyeOff, Laptop, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { outcomeLooks } from "@/components/call-parts/outcome-badge";
import { Badge } from "@/components/ui/badge";
import { formatDuration } from "@/components/ui/duration-text";
import { IconButton } from "@/components/ui/icon-button";
import { joinClasses } from "@/components/ui/join-classes";
import type { BodySide, CallDetail, PolicyStep } from "@/lib/core/contracts/call";
import { formatBytes } from "@/lib/core/format/format-bytes";
import type { ViewState } from "./body/use-view-state";
import { countStepEdits } from "./count-step-edits";
import { policyColour } from "./policy-colour";

interface PolicyFlowProps {
  readonly call: CallDetail;
  readonly viewState: Pick<ViewState, "step" | "setStep" | "selection" | "setHidden">;
  /** More will be known when the call has ended: room for that is kept. */
  readonly keepsRoom: boolean;
}

interface IndexedStep {
  readonly index: number;
  readonly step: PolicyStep;
}

const cardFrame =
  "flex min-w-0 flex-1 basis-44 flex-col justify-start rounded-lg border bg-surface px-3 py-2 text-left max-md:w-full max-md:flex-none md:max-w-72";

const roomForReason = "min-h-22";

/** A hop: the client or the provider, and what went through it. */
function Hop({ icon: Icon, name, more }: { readonly icon: LucideIcon; readonly name: string; readonly more: string }) {
  return (
    <div className="flex min-w-0 shrink-0 items-center gap-2 self-center max-md:self-start md:w-36">
      <span className="flex size-8 shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken text-ink-2">
        <Icon className="size-4" aria-hidden="true" />
      </span>
      <span className="grid min-w-0">
        <span className="truncate text-sm font-medium text-ink">{name}</span>
        <span className="tabular truncate text-2xs text-ink-3">{more}</span>
      </span>
    </div>
  );
}

function Arrow({ isBroken = false }: { readonly isBroken?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={joinClasses(
        "flex items-center self-center max-md:ml-2.5 max-md:rotate-90",
        isBroken ? "text-removed" : "text-ink-3",
      )}
    >
      {isBroken ? <span className="px-0.5 text-xs font-semibold">✕</span> : <ArrowRight className="size-3.5" />}
    </span>
  );
}

interface StepFactsProps {
  readonly step: PolicyStep;
  readonly colour: string;
  /** Room for a button beside the name. */
  readonly hasButton: boolean;
}

function StepFacts({ step, colour, hasButton }: StepFactsProps) {
  const look = outcomeLooks[step.outcome];
  const Icon = look.icon;
  const isActive = step.outcome === "changed" || step.outcome === "blocked";
  const edits = countStepEdits(step);
  return (
    <>
      <span className={joinClasses("flex items-center gap-1.5", hasButton && "pr-6 print:pr-0")}>
        <span
          aria-hidden="true"
          className={joinClasses("h-3 w-1 shrink-0 rounded-full", isActive ? colour : "bg-line-strong")}
        />
        <span className="truncate text-sm font-medium text-ink" title={step.name}>
          {step.name}
        </span>
      </span>
      <span className="mt-1.5 flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
        <Badge tone={look.tone} icon={<Icon aria-hidden="true" />} title={look.meaning}>
          {step.outcome === "skipped" ? "Skipped" : look.label}
          {edits > 0 && (
            <span className="tabular"> · {edits === 1 ? "1 edit" : `${edits.toLocaleString("en-US")} edits`}</span>
          )}
        </Badge>
        <span className="tabular text-2xs whitespace-nowrap text-ink-3">
          v{step.version}
          {step.outcome !== "skipped" && ` · ${formatDuration(step.duration_ms)}`}
        </span>
      </span>
      {step.reason !== null && (
        <span className="mt-1.5 line-clamp-2 text-2xs text-ink-2" title={step.reason}>
          {step.reason}
        </span>
      )}
    </>
  );
}

/** One policy at one hook; a button when it has changes to look at. */
function StepCard({ call, viewState, keepsRoom, index, step }: PolicyFlowProps & IndexedStep) {
  const frame = joinClasses(cardFrame, keepsRoom && roomForReason);
  const colour = policyColour(call.steps, step.policy_id);
  const isChosen = viewState.step === index;
  const { hidden } = viewState.selection;
  const isHidden = hidden.includes(index);
  const hasEdits = countStepEdits(step) > 0;
  const facts = <StepFacts step={step} colour={colour.fill} hasButton={hasEdits} />;
  if (!hasEdits) return <div className={joinClasses(frame, "border-dashed")}>{facts}</div>;
  return (
    <div className="relative flex min-w-0 flex-1 basis-44 max-md:w-full max-md:flex-none md:max-w-72">
      <button
        type="button"
        aria-pressed={isChosen}
        title={isChosen ? "Show all changes again" : "Show only what this policy changed"}
        onClick={() => {
          viewState.setStep(isChosen ? null : index);
        }}
        className={joinClasses(
          frame,
          "w-full transition-colors hover:bg-hover",
          isChosen ? "border-accent bg-selected ring-1 ring-accent" : "border-line-strong",
          isHidden && "border-dashed bg-sunken line-through",
        )}
      >
        {facts}
      </button>
      <span className="absolute top-1 right-1 print:hidden">
        <IconButton
          label={isHidden ? `Show what ${step.name} did again` : `Leave out what ${step.name} did`}
          aria-pressed={isHidden}
          onClick={() => {
            viewState.setHidden(
              isHidden ? hidden.filter((one) => one !== index) : [...hidden, index].sort((a, b) => a - b),
            );
          }}
        >
          {isHidden ? <EyeOff /> : <Eye />}
        </IconButton>
      </span>
    </div>
  );
}

function Lane({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section aria-label={label} className="grid gap-2">
      <h3 className="eyebrow">{label}</h3>
      <div className="flex flex-wrap items-stretch gap-2 max-md:flex-col max-md:items-start max-md:gap-1 md:gap-x-2.5">
        {children}
      </div>
    </section>
  );
}

function findSize(call: CallDetail, side: BodySide): string | null {
  const body = call.bodies.find((info) => info.side === side);
  return body === undefined ? null : formatBytes(body.size);
}

function nameNoSteps({ state }: CallDetail): string {
  if (state === "interrupted") return "Not recorded, because the gateway stopped";
  return state === "in_progress" ? "Known when the call has ended" : "No policy ran";
}

/** A policy whose doing is not known before the end: of an answer they are noted all at once. */
function PendingCard({ name }: { readonly name: string }) {
  return (
    <div className={joinClasses(cardFrame, roomForReason, "border-dashed")}>
      <span className="truncate text-sm font-medium text-ink-2" title={name}>
        {name}
      </span>
      <span className="mt-1.5 text-2xs text-ink-3">Known when the call has ended</span>
    </div>
  );
}

function Steps({ hook, ...props }: PolicyFlowProps & { readonly hook: PolicyStep["hook"] }) {
  const { call, keepsRoom } = props;
  const own = call.steps.flatMap((step, index) => (step.hook === hook ? [{ step, index }] : []));
  // The same policies look at both ways.
  const pending = call.state === "in_progress" && own.length === 0 ? call.steps : [];
  if (own.length === 0 && pending.length === 0) {
    return (
      <div
        className={joinClasses(
          cardFrame,
          "justify-center border-dashed text-xs text-ink-3",
          keepsRoom && roomForReason,
        )}
      >
        {nameNoSteps(call)}
      </div>
    );
  }
  return (
    <>
      {pending.map(({ name, position }, order) => (
        <div key={position} className="contents">
          {order > 0 && <Arrow />}
          <PendingCard name={name} />
        </div>
      ))}
      {own.map(({ step, index }, order) => (
        <div key={index} className="contents">
          {order > 0 && <Arrow isBroken={isStop(own[order - 1]?.step)} />}
          <StepCard {...props} step={step} index={index} />
        </div>
      ))}
    </>
  );
}

function isStop(step: PolicyStep | undefined): boolean {
  return step?.outcome === "blocked" || step?.outcome === "failed-closed";
}

/** Of a body whose size went with it. */
const notKept = "no longer kept";

function describeSent(call: CallDetail): string {
  const size = findSize(call, "client_request");
  if (size !== null) return `sent ${size}`;
  if (call.bodies_removed === true) return notKept;
  if (call.state === "interrupted") return "unknown";
  return call.state === "rejected" ? "body not read" : call.state === "in_progress" ? "has asked" : "sent no body";
}

function wasAsked({ timings, bodies }: CallDetail): boolean {
  return timings.upstream_start_ms !== null || bodies.some(({ side }) => side === "upstream_response");
}

/** What upstream got. Of an interrupted call that is not known unless it answered. */
function describeReceived(call: CallDetail): string {
  if (wasAsked(call)) {
    const size = findSize(call, "upstream_request");
    return size === null && call.bodies_removed === true ? notKept : `got ${size ?? "no body"}`;
  }
  if (call.state === "interrupted") return "unknown";
  if (call.state !== "in_progress") return "never asked";
  const size = findSize(call, "upstream_request");
  return size === null ? "being asked" : `being asked, ${size}`;
}

function RequestLane(props: PolicyFlowProps) {
  const { call } = props;
  const isOpen = call.state === "in_progress" || call.state === "interrupted";
  return (
    <Lane label="Request">
      <Hop icon={Laptop} name="Client" more={describeSent(call)} />
      <Arrow />
      <Steps {...props} hook="request" />
      <Arrow isBroken={!wasAsked(call) && !isOpen} />
      <Hop icon={Bot} name={call.provider ?? "Upstream"} more={describeReceived(call)} />
    </Lane>
  );
}

function describeAnswered(call: CallDetail): string {
  const size = findSize(call, "upstream_response");
  if (call.state === "in_progress") return size === null ? "answers nothing yet" : `answering, ${size}`;
  if (size !== null) return `answered ${size}`;
  return call.bodies_removed === true ? notKept : "no answer";
}

function describeDelivered(call: CallDetail): string {
  const size = findSize(call, "client_response");
  if (size === null && call.bodies_removed === true) return notKept;
  const missing = call.state === "interrupted" ? "an unknown part" : "nothing yet";
  return `${call.state === "in_progress" ? "getting" : "got"} ${size ?? missing}`;
}

function ResponseLane(props: PolicyFlowProps) {
  const { call } = props;
  if (!wasAsked(call) && call.state !== "in_progress") return null;
  const isMissing = findSize(call, "upstream_response") === null && call.bodies_removed !== true;
  const isRunning = call.state === "in_progress";
  const isCut = call.state === "client_aborted" || call.state === "interrupted";
  return (
    <Lane label="Response">
      <Hop icon={Bot} name={call.provider ?? "Upstream"} more={describeAnswered(call)} />
      <Arrow isBroken={isMissing && !isRunning} />
      <Steps {...props} hook="response" />
      <Arrow isBroken={isCut} />
      <Hop icon={Laptop} name="Client" more={describeDelivered(call)} />
    </Lane>
  );
}

/** The way of the call through its policies, there and back. A policy with changes can be pressed to see just those. */
export function PolicyFlow(props: PolicyFlowProps) {
  return (
    <section aria-labelledby="policy-flow" className="grid gap-4 px-4 md:px-6">
      <h2 id="policy-flow" className="sr-only">
        Policies
      </h2>
      <div className="grid grid-cols-1 gap-4 2xl:grid-cols-2">
        <RequestLane {...props} />
        <ResponseLane {...props} />
      </div>
    </section>
  );
}
