"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { Select } from "@/components/ui/select";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CredentialView } from "@/lib/core/contracts/credential";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { useSubmit } from "../use-submit";
import { dialectNames } from "./dialect-names";
import { parsePatterns, type UpstreamDraft } from "./edit-upstreams";
import { KeyField, listUsable, type KeyChoice } from "./key-field";
import { OptionFields } from "./option-fields";

interface UpstreamFormProps {
  readonly formId: string;
  readonly projectId: string;
  readonly providers: readonly ProviderKind[];
  readonly credentials: readonly CredentialView[];
  /** What is changed; `null` for a new one. */
  readonly upstream: UpstreamDraft | null;
  readonly onBusy: (isBusy: boolean) => void;
  /** Puts it into the project. @throws what the management API says against it */
  readonly onSave: (upstream: UpstreamDraft) => Promise<void>;
}

function chooseKey(
  upstream: UpstreamDraft | null,
  kind: ProviderKind,
  credentials: readonly CredentialView[],
): KeyChoice {
  if (upstream?.credential_id != null) return { kind: "stored", id: upstream.credential_id };
  if (upstream !== null || kind.is_built_in) return { kind: "none" };
  const [known] = listUsable(credentials, kind.id, "");
  return known === undefined ? { kind: "new", secret: "" } : { kind: "stored", id: known.id };
}

function blankUpstream({ id, dialects }: ProviderKind): UpstreamDraft {
  const dialect = dialects[0] ?? "openai";
  return { dialect, provider: id, base_url: null, credential_id: null, models: [], options: {} };
}

function findKind(providers: readonly ProviderKind[], upstream: UpstreamDraft | null): ProviderKind {
  const kind = providers.find(({ id }) => id === upstream?.provider) ?? providers[0];
  if (kind === undefined) throw new Error("There is no provider to choose.");
  return kind;
}

/** Asks where calls go, which models and with which key, and saves it. */
export function UpstreamForm({
  formId,
  projectId,
  providers,
  credentials,
  upstream,
  onBusy,
  onSave,
}: UpstreamFormProps) {
  const first = findKind(providers, upstream);
  const [kind, setKind] = useState(first);
  const [draft, setDraft] = useState<UpstreamDraft>(upstream ?? blankUpstream(first));
  const [models, setModels] = useState((upstream?.models ?? []).join(", "));
  const [key, setKey] = useState<KeyChoice>(chooseKey(upstream, first, credentials));
  const address = draft.base_url ?? "";
  const save = useSubmit({
    send: async () => {
      const base_url = address.trim() === "" ? null : address.trim();
      const finish = (credential_id: string | null) =>
        onSave({ ...draft, base_url, credential_id, models: parsePatterns(models) });
      if (kind.is_built_in || key.kind === "none") return finish(null);
      if (key.kind === "stored") return finish(key.id);
      const body = { provider: kind.id, name: `${kind.title} key`, secret: key.secret, base_url };
      const { id } = await fetchJson<CredentialView>(`/api/v1/projects/${projectId}/credentials`, {
        method: "POST",
        body,
      });
      // Stored by now: a second attempt must not store it again.
      setKey({ kind: "stored", id });
      return finish(id);
    },
    onBusy,
  });
  const chooseKind = (id: string): void => {
    const next = providers.find((provider) => provider.id === id) ?? kind;
    setKind(next);
    const dialect = next.dialects.includes(draft.dialect) ? draft.dialect : (next.dialects[0] ?? "openai");
    setDraft({ ...draft, provider: next.id, dialect, base_url: null, options: {} });
    setKey(chooseKey(null, next, credentials));
  };
  return (
    <form id={formId} onSubmit={save.submit} className="grid gap-4">
      <Field label="Provider" hint={kind.quirks[0]?.replaceAll("`", "")}>
        {(control) => (
          <Select
            id={control.id}
            value={kind.id}
            onChange={chooseKind}
            options={providers.map(({ id, title }) => ({ value: id, label: title }))}
          />
        )}
      </Field>
      {kind.dialects.length > 1 && (
        <SegmentedControl
          label="Dialect"
          value={draft.dialect}
          onChange={(dialect) => {
            setDraft({ ...draft, dialect });
          }}
          options={kind.dialects.map((dialect) => ({ value: dialect, label: dialectNames[dialect] }))}
        />
      )}
      {!kind.is_built_in && (
        <AddressField
          kind={kind}
          placeholder={kind.addresses[draft.dialect] ?? kind.address_example ?? ""}
          value={address}
          onChange={(base_url) => {
            setDraft({ ...draft, base_url });
          }}
        />
      )}
      <Field label="Models" hint="Names or patterns such as gpt-*, between commas. Leave empty for any model.">
        {(control) => (
          <Input
            {...control}
            autoComplete="off"
            spellCheck={false}
            placeholder="Any model"
            value={models}
            onText={setModels}
          />
        )}
      </Field>
      {!kind.is_built_in && (
        <KeyField kind={kind} baseUrl={address} credentials={credentials} choice={key} onChange={setKey} />
      )}
      <OptionFields
        key={kind.id}
        schema={kind.options_schema}
        options={draft.options}
        onChange={(options) => {
          setDraft({ ...draft, options });
        }}
      />
      <FormError message={save.problem} />
    </form>
  );
}

interface AddressFieldProps {
  readonly kind: ProviderKind;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (address: string) => void;
}

function AddressField({ kind, placeholder, value, onChange }: AddressFieldProps) {
  const hint = "With or without /v1.";
  return (
    <Field label="Address" hint={kind.needs_address ? hint : `Leave empty for the provider's own. ${hint}`}>
      {(control) => (
        <Input
          {...control}
          type="url"
          required={kind.needs_address}
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onText={onChange}
        />
      )}
    </Field>
  );
}
