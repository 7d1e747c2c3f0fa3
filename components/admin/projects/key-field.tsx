"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { CredentialView } from "@/lib/core/contracts/credential";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { findOrigin } from "@/lib/core/credentials/bound-credential";

/** Which key an upstream sends. */
export type KeyChoice =
  | { readonly kind: "none" }
  | { readonly kind: "stored"; readonly id: string }
  | { readonly kind: "new"; readonly secret: string };

interface KeyFieldProps {
  readonly kind: ProviderKind;
  readonly baseUrl: string;
  readonly credentials: readonly CredentialView[];
  readonly choice: KeyChoice;
  readonly onChange: (choice: KeyChoice) => void;
}

/** The stored keys that may go to an address. */
export function listUsable(
  credentials: readonly CredentialView[],
  provider: string,
  baseUrl: string,
): CredentialView[] {
  const origin = findOrigin(baseUrl.trim() === "" ? null : baseUrl.trim());
  return credentials.filter((one) => one.provider === provider && one.is_readable && one.origin === origin);
}

/** Chooses a stored key that may go to this address, or takes a new one. */
export function KeyField({ kind, baseUrl, credentials, choice, onChange }: KeyFieldProps) {
  const usable = listUsable(credentials, kind.id, baseUrl);
  const options = [
    { value: "new", label: "A new key" },
    ...usable.map(({ id, name, hint }) => ({ value: id, label: hint === "" ? name : `${name} (…${hint})` })),
    { value: "none", label: "No key" },
  ];
  const isListed = choice.kind !== "stored" || usable.some(({ id }) => id === choice.id);
  const value = choice.kind === "stored" && isListed ? choice.id : choice.kind === "none" ? "none" : "new";
  const select = (next: string): void => {
    if (next === "none") onChange({ kind: "none" });
    else if (next === "new") onChange({ kind: "new", secret: "" });
    else onChange({ kind: "stored", id: next });
  };
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Key" hint={`Sent as ${kind.key_form}.`}>
        {(control) => <Select id={control.id} value={value} onChange={select} options={options} />}
      </Field>
      {value === "new" && (
        <Field label="New key" hint="Sealed, sent to this address only, and never shown again.">
          {(control) => (
            <Input
              {...control}
              type="password"
              required
              minLength={8}
              maxLength={4096}
              autoComplete="off"
              spellCheck={false}
              value={choice.kind === "new" ? choice.secret : ""}
              onText={(text) => {
                onChange({ kind: "new", secret: text });
              }}
            />
          )}
        </Field>
      )}
    </div>
  );
}
