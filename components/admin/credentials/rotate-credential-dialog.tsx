"use client";

import { useId, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CredentialWithUses } from "@/lib/core/contracts/credential";
import { NameField } from "../name-field";
import { useSubmit } from "../use-submit";
import { credentialPath } from "./credential-path";

interface RotateCredentialDialogProps {
  readonly credential: CredentialWithUses;
  readonly onClose: () => void;
  readonly onChanged: () => void;
}

/** Replaces a key, or its name; the address that it is for stays. */
export function RotateCredentialDialog({ credential, onClose, onChanged }: RotateCredentialDialogProps) {
  const formId = useId();
  const toast = useToast();
  const [name, setName] = useState(credential.name);
  const [secret, setSecret] = useState("");
  const save = useSubmit({
    send: () => {
      // What cannot be opened here any more has lost its address too.
      const address = credential.is_readable ? {} : { base_url: null };
      const key = secret === "" ? {} : { secret, ...address };
      return fetchJson(credentialPath(credential), { method: "PATCH", body: { name: name.trim(), ...key } });
    },
    onSent: () => {
      toast.confirm(secret === "" ? "The key is renamed." : "The new key is used from now on.");
      onChanged();
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`Replace “${credential.name}”`}
      description="Gateways use the new key within two seconds. Revoke the old one at the provider afterwards."
      footer={<FormFooter formId={formId} submit="Save" isBusy={save.isPending} onCancel={onClose} />}
    >
      <form id={formId} onSubmit={save.submit} className="grid gap-4">
        <Field label="New key" hint="Leave empty to change the name only." error={save.problem}>
          {(control) => (
            <Input
              {...control}
              type="password"
              minLength={8}
              maxLength={4096}
              autoComplete="off"
              spellCheck={false}
              value={secret}
              onText={setSecret}
            />
          )}
        </Field>
        <NameField value={name} onChange={setName} />
      </form>
    </Dialog>
  );
}
