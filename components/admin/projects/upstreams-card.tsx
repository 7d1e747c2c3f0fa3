"use client";

import { Pencil, Plus, Waypoints } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import type { CredentialView } from "@/lib/core/contracts/credential";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { dialectNames } from "./dialect-names";
import { describeAddress, findShadow, moveItem, type UpstreamDraft } from "./edit-upstreams";
import { ModelTrial } from "./model-trial";
import { OrderButtons } from "./order-buttons";
import { UpstreamDialog, type UpstreamEdit } from "./upstream-dialog";

interface UpstreamsCardProps {
  readonly projectId: string;
  readonly upstreams: readonly UpstreamDraft[];
  readonly credentials: readonly CredentialView[];
  readonly providers: readonly ProviderKind[];
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  /** @throws what the management API says against it */
  readonly onChange: (upstreams: readonly UpstreamDraft[], what: string) => Promise<void>;
}

function describeKey(upstream: UpstreamDraft, kind: ProviderKind | undefined, credentials: readonly CredentialView[]) {
  if (kind?.is_built_in === true) return "needs no key";
  const found = credentials.find(({ id }) => id === upstream.credential_id);
  if (found === undefined) return "no key";
  return found.hint === "" ? found.name : `${found.name} …${found.hint}`;
}

interface UpstreamLineProps {
  readonly upstream: UpstreamDraft;
  readonly index: number;
  readonly kind: ProviderKind | undefined;
  readonly shadow: number | null;
  readonly keyText: string;
}

function UpstreamLine({ upstream, index, kind, shadow, keyText }: UpstreamLineProps) {
  return (
    <div className="grid min-w-0 flex-1 basis-full gap-1 sm:basis-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium text-ink">
        <span className="tabular text-ink-3">{index + 1}</span>
        {kind?.title ?? upstream.provider}
        <Badge>{dialectNames[upstream.dialect]}</Badge>
        {upstream.models.length === 0 ? (
          <Badge tone="info">any model</Badge>
        ) : (
          upstream.models.map((model) => (
            <Badge key={model} tone="accent">
              {model}
            </Badge>
          ))
        )}
        {shadow !== null && (
          <Badge tone="warning" title={`Upstream ${shadow + 1} comes first and takes all of its models.`}>
            never reached
          </Badge>
        )}
      </p>
      <p className="flex flex-wrap gap-x-3 text-xs text-ink-3">
        <CodeText>{describeAddress(upstream, kind)}</CodeText>
        <span>{keyText}</span>
      </p>
    </div>
  );
}

/** A project's upstreams in the order in which they are tried. */
export function UpstreamsCard({
  projectId,
  upstreams,
  credentials,
  providers,
  canEdit,
  isBusy,
  onChange,
}: UpstreamsCardProps) {
  const [edit, setEdit] = useState<UpstreamEdit | null>(null);
  const close = (): void => {
    setEdit(null);
  };
  const apply = (next: readonly UpstreamDraft[], what: string): void => {
    onChange(next, what).catch(() => undefined);
  };
  const findKind = (id: string) => providers.find((kind) => kind.id === id);
  const add = canEdit && (
    <Button
      size="sm"
      icon={<Plus className="size-3.5" aria-hidden="true" />}
      onClick={() => {
        setEdit({ index: null, upstream: null });
      }}
    >
      Add upstream
    </Button>
  );
  return (
    <Card>
      <CardHeader title="Upstreams" description="A call goes to the first of its dialect that takes its model.">
        {upstreams.length > 0 && add}
      </CardHeader>
      {upstreams.length === 0 ? (
        <EmptyState icon={<Waypoints />} title="No upstream" action={add}>
          Calls of this project are refused until they have somewhere to go.
        </EmptyState>
      ) : (
        <ol aria-label="Upstreams" className="grid">
          {upstreams.map((upstream, index) => {
            const kind = findKind(upstream.provider);
            const name = `${kind?.title ?? upstream.provider}, upstream ${index + 1}`;
            return (
              <li
                key={upstream.id ?? index}
                className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5 last:border-b-0"
              >
                <UpstreamLine
                  upstream={upstream}
                  index={index}
                  kind={kind}
                  shadow={findShadow(upstreams, index)}
                  keyText={describeKey(upstream, kind, credentials)}
                />
                {canEdit && (
                  <span className="ml-auto flex items-center">
                    <IconButton
                      label={`Change ${name}`}
                      disabled={isBusy}
                      onClick={() => {
                        setEdit({ index, upstream });
                      }}
                    >
                      <Pencil />
                    </IconButton>
                    <OrderButtons
                      name={name}
                      index={index}
                      count={upstreams.length}
                      isBusy={isBusy}
                      onMove={(by) => {
                        apply(moveItem(upstreams, index, by), "The order is changed.");
                      }}
                      onRemove={() => {
                        apply(
                          upstreams.filter((_, at) => at !== index),
                          `${kind?.title ?? "The upstream"} is removed.`,
                        );
                      }}
                    />
                  </span>
                )}
              </li>
            );
          })}
        </ol>
      )}
      {upstreams.length > 0 && <ModelTrial upstreams={upstreams} providers={providers} />}
      <UpstreamDialog
        edit={edit}
        projectId={projectId}
        providers={providers}
        credentials={credentials}
        onClose={close}
        onSave={async (upstream) => {
          const index = edit?.index ?? upstreams.length;
          await onChange(
            [...upstreams.slice(0, index), upstream, ...upstreams.slice(index + 1)],
            "The upstream is saved.",
          );
          close();
        }}
      />
    </Card>
  );
}
