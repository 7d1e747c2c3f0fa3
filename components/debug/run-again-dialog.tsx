"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallDetail } from "@/lib/core/contracts/call";
import { waitForCall } from "./wait-for-call";

interface NamedPolicy {
  readonly id: string;
  readonly name: string;
}

interface Choices {
  readonly policies: readonly NamedPolicy[];
  readonly own: readonly string[];
  readonly upstreams: readonly { readonly id: string; readonly label: string }[];
}

interface ProjectAnswer {
  readonly policy_ids: readonly string[];
  readonly upstreams: readonly { readonly id: string; readonly provider: string; readonly dialect: string }[];
}

async function fetchChoices(call: CallDetail, signal: AbortSignal): Promise<Choices> {
  const [project, policies] = await Promise.all([
    fetchJson<ProjectAnswer>(`/api/v1/projects/${call.project?.id ?? ""}`, { signal }),
    fetchJson<{ readonly data: readonly NamedPolicy[] }>("/api/v1/policies?limit=200", { signal }),
  ]);
  const upstreams = project.upstreams.filter(({ dialect }) => dialect === call.dialect);
  return {
    policies: policies.data,
    own: project.policy_ids,
    upstreams: upstreams.map(({ id, provider }) => ({ id, label: provider })),
  };
}

const asConfigured = "as-configured";

interface FormProps {
  readonly call: CallDetail;
  readonly choices: Choices;
}

interface PolicyChoiceProps {
  readonly choices: Choices;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function PolicyChoice({ choices, chosen, onChange }: PolicyChoiceProps) {
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-xs font-medium text-ink-2">Policies</legend>
      {choices.policies.map(({ id, name }) => (
        <label key={id} className="flex min-h-6 items-center gap-2 text-sm text-ink">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={chosen.includes(id)}
            onChange={(event) => {
              onChange(event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id));
            }}
          />
          {name}
        </label>
      ))}
      {choices.policies.length === 0 && <p className="text-xs text-ink-3">No policy is configured.</p>}
    </fieldset>
  );
}

function RunAgainForm({ call, choices }: FormProps) {
  const router = useRouter();
  const [model, setModel] = useState(call.model ?? "");
  const [upstream, setUpstream] = useState(asConfigured);
  const [chosen, setChosen] = useState<readonly string[]>(choices.own);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const send = async (): Promise<void> => {
    const isOther = model !== "" && model !== call.model;
    const body = {
      ...(isOther && { model }),
      ...(upstream !== asConfigured && { upstream_id: upstream }),
      policy_ids: chosen,
    };
    const { call_id: id } = await fetchJson<{ readonly call_id: string }>(`/api/v1/calls/${call.id}/rerun`, {
      method: "POST",
      body,
    });
    await waitForCall(id);
    router.push(`/debug/compare?a=${call.id}&b=${id}`);
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setIsBusy(true);
        setProblem(null);
        send().catch((error: unknown) => {
          setIsBusy(false);
          setProblem(error instanceof Error ? error.message : "The call could not be sent again.");
        });
      }}
    >
      <Field label="Model">{(control) => <Input {...control} value={model} onText={setModel} />}</Field>
      <Field label="Upstream">
        {({ id }) => (
          <Select
            id={id}
            value={upstream}
            onChange={setUpstream}
            options={[
              { value: asConfigured, label: "As the project chooses now" },
              ...choices.upstreams.map((one) => ({ value: one.id, label: one.label })),
            ]}
          />
        )}
      </Field>
      <PolicyChoice choices={choices} chosen={chosen} onChange={setChosen} />
      {problem !== null && (
        <p role="alert" className="text-sm text-removed-ink">
          {problem}
        </p>
      )}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" isBusy={isBusy}>
          Run and compare
        </Button>
      </div>
    </form>
  );
}

interface RunAgainDialogProps {
  readonly call: CallDetail;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Sends the recorded request through the gateway again with another model, upstream or set of policies. */
export function RunAgainDialog({ call, isOpen, onOpenChange }: RunAgainDialogProps) {
  const { data, error } = useQuery({
    queryKey: ["rerun-choices", call.project?.id],
    queryFn: ({ signal }) => fetchChoices(call, signal),
    enabled: isOpen,
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Run this call again"
      description="The request that the client sent goes through the gateway once more, as a call of its own, and is set beside this one. The provider may charge for it."
    >
      {error !== null && <p className="text-sm text-removed-ink">{error.message}</p>}
      {data === undefined && error === null && <p role="status">Loading …</p>}
      {data !== undefined && <RunAgainForm call={call} choices={data} />}
    </Dialog>
  );
}
