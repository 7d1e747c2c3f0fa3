import { ArrowRight, ShieldCheck } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { CodeBlock, CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { TimeText } from "@/components/ui/time-text";
import type { FailureMode } from "@/lib/core/contracts/policy";

export interface PolicyUse {
  readonly project: string;
  /** Place in that project's order, from 1. */
  readonly place: number;
}

export interface PolicyCard {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly on_failure: FailureMode;
  readonly config: unknown;
  readonly updated_at: string;
  readonly uses: readonly PolicyUse[];
  /** What the catalogue says of its kind; `null` when that plugin is not installed. */
  readonly kind: CatalogueCard | null;
}

export interface CatalogueCard {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly examples: readonly { readonly title: string; readonly input: string; readonly output: string }[];
}

function Uses({ uses }: { readonly uses: readonly PolicyUse[] }) {
  if (uses.length === 0) return <span className="text-ink-3">No project uses it</span>;
  return (
    <span className="flex flex-wrap gap-1.5">
      {uses.map((use) => (
        <Badge key={use.project} title={`Runs at place ${use.place} in ${use.project}`}>
          {use.project} · {use.place}
        </Badge>
      ))}
    </span>
  );
}

function PolicySection({ policy }: { readonly policy: PolicyCard }) {
  const label = "text-xs text-ink-3";
  return (
    <Card className="min-w-0">
      <CardHeader title={policy.name} description={policy.kind?.title ?? "This kind is not installed"}>
        <Badge title="Counts changes of this policy's configuration">Version {policy.version}</Badge>
        <Badge
          tone={policy.on_failure === "closed" ? "neutral" : "warning"}
          title={
            policy.on_failure === "closed"
              ? "When the policy fails, the call is stopped."
              : "When the policy fails, the call goes on without it."
          }
        >
          Fails {policy.on_failure}
        </Badge>
      </CardHeader>
      <dl className="grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-x-4 gap-y-2.5 p-4 text-sm">
        <dt className={label}>Projects</dt>
        <dd>
          <Uses uses={policy.uses} />
        </dd>
        <dt className={label}>Kind</dt>
        <dd>
          <CodeText className="text-ink-2">
            {policy.kind === null ? "not installed" : `${policy.kind.id} ${policy.kind.version}`}
          </CodeText>
        </dd>
        <dt className={label}>Changed</dt>
        <dd className="text-ink-2">
          <TimeText value={policy.updated_at} />
        </dd>
        <dt className={`${label} self-start pt-2`}>Configuration</dt>
        <dd>
          <CodeBlock label={`Configuration of ${policy.name}`}>{JSON.stringify(policy.config, null, 2)}</CodeBlock>
        </dd>
      </dl>
    </Card>
  );
}

function CatalogueSection({ kind }: { readonly kind: CatalogueCard }) {
  return (
    <Card className="min-w-0">
      <CardHeader level={3} title={kind.title}>
        <CodeText className="text-xs text-ink-3">
          {kind.id} {kind.version}
        </CodeText>
      </CardHeader>
      <div className="grid grid-cols-1 gap-3 p-4">
        <p className="text-sm text-ink-2 text-pretty">{kind.description}</p>
        {kind.examples.map((example) => (
          <figure key={example.title} className="overflow-hidden rounded-md border">
            <figcaption className="eyebrow border-b bg-sunken px-3 py-1.5">{example.title}</figcaption>
            <div className="grid font-mono text-xs leading-5">
              <p className="flex gap-2 bg-removed-soft px-3 py-1 wrap-anywhere text-ink">
                <span className="text-removed-ink select-none">
                  −<span className="sr-only"> before: </span>
                </span>
                {example.input}
              </p>
              <p className="flex gap-2 bg-added-soft px-3 py-1 wrap-anywhere text-ink">
                <span className="text-added-ink select-none">
                  +<span className="sr-only"> after: </span>
                </span>
                {example.output}
              </p>
            </div>
          </figure>
        ))}
      </div>
    </Card>
  );
}

interface PoliciesViewProps {
  readonly policies: readonly PolicyCard[];
  readonly catalogue: readonly CatalogueCard[];
}

/** What is configured, where it runs, and which kinds there are. */
export function PoliciesView({ policies, catalogue }: PoliciesViewProps) {
  return (
    <div className="grid grid-cols-1 gap-3 px-4 pb-6 md:px-6">
      {policies.length === 0 ? (
        <Card>
          <EmptyState icon={<ShieldCheck />} title="No policy is configured">
            Calls go through as they are.
          </EmptyState>
        </Card>
      ) : (
        <div className="grid gap-3 xl:grid-cols-2">
          {policies.map((policy) => (
            <PolicySection key={policy.id} policy={policy} />
          ))}
        </div>
      )}
      <h2 className="mt-4 flex items-center gap-2 text-base font-semibold">
        Catalogue <ArrowRight className="size-3.5 text-ink-3" aria-hidden="true" />
        <span className="text-sm font-normal text-ink-3">kinds of policy that are installed</span>
      </h2>
      <div className="grid gap-3 xl:grid-cols-2">
        {catalogue.map((kind) => (
          <CatalogueSection key={kind.id} kind={kind} />
        ))}
      </div>
    </div>
  );
}
