"use client";

import { Waypoints } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Card, CardHeader } from "@/components/ui/card";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import type { CredentialView } from "@/lib/core/contracts/credential";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { AddButton } from "../add-button";
import { dialectNames } from "./dialect-names";
import { EditableList } from "./editable-list";
import { describeAddress, findShadow, type UpstreamDraft } from "./edit-upstreams";
import { ItemDialog } from "./item-dialog";
import { ModelTrial } from "./model-trial";
import type { SaveList } from "./order-buttons";
import { UpstreamForm } from "./upstream-form";
import { useItemEdit } from "./use-item-edit";

interface UpstreamsCardProps {
  readonly projectId: string;
  readonly upstreams: readonly UpstreamDraft[];
  readonly credentials: readonly CredentialView[];
  readonly providers: readonly ProviderKind[];
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  readonly onChange: SaveList<UpstreamDraft>;
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
    <>
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
    </>
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
  const editing = useItemEdit(upstreams, (next) => onChange(next, "The upstream is saved."));
  const findKind = (id: string) => providers.find((kind) => kind.id === id);
  const add = canEdit && <AddButton place="card" label="Add upstream" onClick={editing.add} />;
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
        <EditableList
          label="Upstreams"
          items={upstreams}
          canEdit={canEdit}
          isBusy={isBusy}
          onEdit={editing.change}
          onChange={onChange}
          describe={(upstream, index) => {
            const kind = findKind(upstream.provider);
            return {
              key: upstream.id ?? index,
              name: `${kind?.title ?? upstream.provider}, upstream ${index + 1}`,
              removed: `${kind?.title ?? "The upstream"} is removed.`,
              content: (
                <UpstreamLine
                  upstream={upstream}
                  index={index}
                  kind={kind}
                  shadow={findShadow(upstreams, index)}
                  keyText={describeKey(upstream, kind, credentials)}
                />
              ),
            };
          }}
        />
      )}
      {upstreams.length > 0 && <ModelTrial upstreams={upstreams} providers={providers} />}
      <ItemDialog
        edit={editing.edit}
        noun="upstream"
        description="Where calls of one dialect go, for which models, and with which key."
        onClose={editing.close}
      >
        {({ item, ...form }) => (
          <UpstreamForm
            key={item?.id ?? "new"}
            upstream={item}
            projectId={projectId}
            providers={providers}
            credentials={credentials}
            onSave={editing.save}
            {...form}
          />
        )}
      </ItemDialog>
    </Card>
  );
}
