"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Switch } from "@/components/ui/switch";
import { useToast } from "@/components/ui/toast";
import { fetchJson } from "@/lib/client/fetch-json";
import type { NamedRef, Page } from "@/lib/core/contracts/call";
import type { CredentialView } from "@/lib/core/contracts/credential";
import type { ProjectView as ProjectData } from "@/lib/core/contracts/project";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import type { TokenView } from "@/lib/core/contracts/token";
import { ViewOnly } from "../view-only";
import { PoliciesCard } from "./policies-card";
import { PricesCard } from "./prices-card";
import { ProjectTokensCard } from "./project-tokens-card";
import { UpstreamsCard } from "./upstreams-card";

interface ProjectViewProps {
  readonly initial: ProjectData;
  readonly credentials: Page<CredentialView>;
  readonly policies: readonly NamedRef[];
  readonly tokens: readonly TokenView[];
  readonly providers: readonly ProviderKind[];
  readonly canEdit: boolean;
}

/** One project: whether it is on, where its calls go, what they pass, and who may call. */
export function ProjectView({ initial, policies, tokens, providers, canEdit, ...first }: ProjectViewProps) {
  const toast = useToast();
  const path = `/api/v1/projects/${initial.id}`;
  const project = useQuery({
    queryKey: ["project", initial.id],
    queryFn: ({ signal }) => fetchJson<ProjectData>(path, { signal }),
    initialData: initial,
  });
  const credentials = useQuery({
    queryKey: ["project", initial.id, "credentials"],
    queryFn: ({ signal }) => fetchJson<Page<CredentialView>>(`${path}/credentials?limit=200`, { signal }),
    initialData: first.credentials,
  });
  const change = useMutation({
    mutationFn: ({ body }: { readonly body: object; readonly what: string }) =>
      fetchJson<ProjectData>(path, { method: "PATCH", body }),
    onSuccess: (_saved, { what }) => {
      toast.confirm(what);
    },
    onError: (error) => {
      toast.complain(error.message);
    },
    onSettled: () => Promise.all([project.refetch(), credentials.refetch()]),
  });
  const save = async (body: object, what: string): Promise<void> => {
    await change.mutateAsync({ body, what });
  };
  const { data } = project;
  const shared = { canEdit, isBusy: change.isPending };
  return (
    <div className="grid grid-cols-1 gap-3 px-4 pb-6 md:px-6">
      {!canEdit && <ViewOnly />}
      <SettingsCard key={data.updated_at} project={data} {...shared} onChange={save} />
      <UpstreamsCard
        projectId={data.id}
        upstreams={data.upstreams}
        credentials={credentials.data.data}
        providers={providers}
        {...shared}
        onChange={(upstreams, what) => save({ upstreams }, what)}
      />
      <div className="grid items-start gap-3 xl:grid-cols-2">
        <PoliciesCard
          policies={data.policies}
          known={policies}
          {...shared}
          onChange={(next, what) => save({ policies: next.map(({ id }) => id) }, what)}
        />
        <ProjectTokensCard projectId={data.id} tokens={tokens} canEdit={canEdit} />
      </div>
      <PricesCard
        prices={data.prices}
        version={data.prices_version}
        providers={providers}
        {...shared}
        onChange={(prices, what) => save({ prices }, what)}
      />
    </div>
  );
}

interface SettingsCardProps {
  readonly project: ProjectData;
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  readonly onChange: (body: object, what: string) => Promise<void>;
}

function SettingsCard({ project, canEdit, isBusy, onChange }: SettingsCardProps) {
  const id = useId();
  const [name, setName] = useState(project.name);
  const apply = (body: object, what: string): void => {
    onChange(body, what).catch(() => undefined);
  };
  if (!canEdit) {
    return project.active ? null : (
      <p className="rounded-lg border bg-warning-soft px-4 py-2.5 text-sm text-warning-ink">
        This project is switched off: its calls are refused.
      </p>
    );
  }
  return (
    <Card>
      <CardHeader title="Project" description={project.active ? "Its calls are served." : "Its calls are refused."}>
        <Switch
          label={project.active ? "On" : "Off"}
          isOn={project.active}
          onChange={(active) => {
            apply({ active }, active ? "The project is on." : "The project is off.");
          }}
        />
      </CardHeader>
      <form
        className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3"
        onSubmit={(event) => {
          event.preventDefault();
          apply({ name: name.trim() }, "The project is renamed.");
        }}
      >
        <label htmlFor={id} className="text-xs font-medium text-ink-2">
          Name
        </label>
        <Input id={id} className="max-w-80" required maxLength={100} value={name} onText={setName} />
        {name.trim() !== project.name && (
          <Button type="submit" isBusy={isBusy}>
            Rename
          </Button>
        )}
      </form>
      <div className="border-t px-4 py-3">
        <Switch
          label="Send the trace context to upstreams"
          isOn={project.forward_trace_context}
          onChange={(isOn) => {
            const what = isOn ? "Upstreams get the call's traceparent." : "Upstreams get no traceparent.";
            apply({ forward_trace_context: isOn }, what);
          }}
        />
      </div>
    </Card>
  );
}
