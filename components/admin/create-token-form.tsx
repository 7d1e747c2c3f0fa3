"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { fetchJson } from "@/lib/client/fetch-json";
import type { NamedRef } from "@/lib/core/contracts/call";
import type { TokenView } from "@/lib/core/contracts/token";
import { MetadataFields, type MetadataPair } from "./metadata-fields";
import { NameField } from "./name-field";
import { useSubmit } from "./use-submit";

const dayMs = 86_400_000;
/** The largest limit that the database can hold. */
const maxLimit = 2_147_483_647;
const lifetimes = [
  { value: "never", label: "Never", days: null },
  { value: "1", label: "In 1 day", days: 1 },
  { value: "7", label: "In 7 days", days: 7 },
  { value: "30", label: "In 30 days", days: 30 },
  { value: "90", label: "In 90 days", days: 90 },
  { value: "365", label: "In 1 year", days: 365 },
];

/** A new token: its row, and its text, which exists only in this answer. */
export type CreatedToken = TokenView & { readonly token: string };

interface CreateTokenFormProps {
  readonly formId: string;
  readonly projects: readonly NamedRef[];
  readonly initialProject: string | null;
  readonly onCreated: (created: CreatedToken) => void;
  readonly onBusy: (isBusy: boolean) => void;
}

function findExpiry(lifetime: string): string | null {
  const days = lifetimes.find((option) => option.value === lifetime)?.days ?? null;
  return days === null ? null : new Date(Date.now() + days * dayMs).toISOString();
}

/** Asks for project, name, expiry, limit and metadata, and makes the token. */
export function CreateTokenForm({ formId, projects, initialProject, onCreated, onBusy }: CreateTokenFormProps) {
  const [project, setProject] = useState(initialProject ?? projects[0]?.id ?? "");
  const [name, setName] = useState("");
  const [lifetime, setLifetime] = useState("never");
  const [maxRequests, setMaxRequests] = useState("");
  const [pairs, setPairs] = useState<readonly MetadataPair[]>([]);
  const create = useSubmit({
    send: () =>
      fetchJson<CreatedToken>("/api/v1/tokens", {
        method: "POST",
        body: {
          project_id: project,
          name: name.trim(),
          expires_at: findExpiry(lifetime),
          max_requests: maxRequests === "" ? null : Number(maxRequests),
          metadata: Object.fromEntries(
            pairs.filter((pair) => pair.key.trim() !== "").map((pair) => [pair.key.trim(), pair.value]),
          ),
        },
      }),
    onSent: onCreated,
    onBusy,
  });
  return (
    <form id={formId} onSubmit={create.submit} className="grid gap-4">
      <NameField hint="Who or what will use it, for example “search, production”." value={name} onChange={setName} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Project">
          {(control) => (
            <Select
              id={control.id}
              value={project}
              onChange={setProject}
              options={projects.map((each) => ({ value: each.id, label: each.name }))}
            />
          )}
        </Field>
        <Field label="Expires">
          {(control) => <Select id={control.id} value={lifetime} onChange={setLifetime} options={lifetimes} />}
        </Field>
      </div>
      <Field label="Request limit" hint="How many calls it may make in all. Leave empty for any number.">
        {(control) => (
          <Input
            {...control}
            type="number"
            inputMode="numeric"
            min={1}
            max={maxLimit}
            step={1}
            placeholder="Unlimited"
            autoComplete="off"
            value={maxRequests}
            onText={setMaxRequests}
          />
        )}
      </Field>
      <MetadataFields pairs={pairs} onChange={setPairs} />
      <FormError message={create.problem} />
    </form>
  );
}
