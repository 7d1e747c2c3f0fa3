"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { CredentialView } from "@/lib/core/contracts/credential";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import type { UpstreamDraft } from "./edit-upstreams";
import { UpstreamForm } from "./upstream-form";

/** What the dialog is about: a new upstream, or the one at a place. */
export type UpstreamEdit = { readonly index: number | null; readonly upstream: UpstreamDraft | null };

interface UpstreamDialogProps {
  readonly edit: UpstreamEdit | null;
  readonly projectId: string;
  readonly providers: readonly ProviderKind[];
  readonly credentials: readonly CredentialView[];
  readonly onClose: () => void;
  readonly onSave: (upstream: UpstreamDraft) => Promise<void>;
}

/** Adds an upstream or changes one. */
export function UpstreamDialog({ edit, onClose, onSave, ...rest }: UpstreamDialogProps) {
  const formId = useId();
  const [isBusy, setIsBusy] = useState(false);
  const isNew = edit?.upstream == null;
  return (
    <Dialog
      isOpen={edit !== null}
      size="lg"
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={isNew ? "Add upstream" : "Change upstream"}
      description="Where calls of one dialect go, for which models, and with which key."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {isNew ? "Add upstream" : "Save"}
          </Button>
        </>
      }
    >
      {edit !== null && (
        <UpstreamForm
          key={edit.upstream?.id ?? "new"}
          formId={formId}
          upstream={edit.upstream}
          onBusy={setIsBusy}
          onSave={onSave}
          {...rest}
        />
      )}
    </Dialog>
  );
}
