"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { CustomPrice } from "@/lib/core/contracts/pricing";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { priceFields, type PriceField } from "@/lib/core/pricing/price-fields";
import { useSubmit } from "../use-submit";

interface PriceFormProps {
  readonly formId: string;
  readonly price: CustomPrice | null;
  readonly providers: readonly ProviderKind[];
  readonly onBusy: (isBusy: boolean) => void;
  readonly onSave: (price: CustomPrice) => Promise<void>;
}

const anyProvider = "*";
type Draft = Readonly<Record<"model" | "provider" | "service_tier" | PriceField, string | undefined>>;

/** What is empty was not given. A comma is what many people write for the point. */
function readDraft(draft: Draft): CustomPrice {
  const price: Record<string, string> = {};
  for (const [key, text = ""] of Object.entries(draft)) {
    const value = text.trim();
    if (value !== "") price[key] = priceFields.some(({ field }) => field === key) ? value.replace(",", ".") : value;
  }
  return { ...price, model: draft.model?.trim() ?? "" };
}

interface PriceInputProps {
  readonly label: string;
  readonly hint: string;
  /** What an empty field means. */
  readonly otherwise: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function PriceInput({ label, hint, otherwise, value, onChange }: PriceInputProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          autoComplete="off"
          placeholder={otherwise}
          className="tabular"
          value={value}
          onText={onChange}
        />
      )}
    </Field>
  );
}

/** Asks which calls and what they pay, and saves it. */
export function PriceForm({ formId, price, providers, onBusy, onSave }: PriceFormProps) {
  const [draft, setDraft] = useState<Draft>({ model: "", ...price } as Draft);
  const save = useSubmit({
    send: () => onSave(readDraft(draft)),
    onBusy,
  });
  const set = (key: keyof Draft, text: string | undefined): void => {
    setDraft({ ...draft, [key]: text });
  };
  return (
    <form id={formId} onSubmit={save.submit} className="grid gap-4">
      <div className="grid gap-4 sm:grid-cols-3">
        <Field label="Model" hint="A name or a pattern such as gpt-*.">
          {(control) => (
            <Input
              {...control}
              required
              autoComplete="off"
              spellCheck={false}
              placeholder="gpt-*"
              value={draft.model ?? ""}
              onText={(text) => {
                set("model", text);
              }}
            />
          )}
        </Field>
        <Field label="Provider" hint="Who answers.">
          {(control) => (
            <Select
              id={control.id}
              value={draft.provider ?? anyProvider}
              onChange={(id) => {
                set("provider", id === anyProvider ? undefined : id);
              }}
              options={[
                { value: anyProvider, label: "Any" },
                ...providers.map(({ id, title }) => ({ value: id, label: title })),
              ]}
            />
          )}
        </Field>
        <Field label="Service tier" hint="Such as flex. Empty for any.">
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              placeholder="Any"
              value={draft.service_tier ?? ""}
              onText={(text) => {
                set("service_tier", text);
              }}
            />
          )}
        </Field>
      </div>
      <fieldset className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        <legend className="sr-only">Prices in US dollars</legend>
        {priceFields.map(({ field, title, per, otherwise }) => (
          <PriceInput
            key={field}
            label={title}
            hint={`$ per ${per}`}
            otherwise={otherwise}
            value={draft[field] ?? ""}
            onChange={(text) => {
              set(field, text);
            }}
          />
        ))}
      </fieldset>
      <FormError message={save.problem} />
    </form>
  );
}
