"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { CustomPrice } from "@/lib/core/contracts/pricing";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { PriceForm } from "./price-form";

/** What the dialog is about: a new price, or the one at a place. */
export type PriceEdit = { readonly index: number | null; readonly price: CustomPrice | null };

interface PriceDialogProps {
  readonly edit: PriceEdit | null;
  readonly providers: readonly ProviderKind[];
  readonly onClose: () => void;
  readonly onSave: (price: CustomPrice) => Promise<void>;
}

/** Adds a price or changes one. */
export function PriceDialog({ edit, providers, onClose, onSave }: PriceDialogProps) {
  const formId = useId();
  const [isBusy, setIsBusy] = useState(false);
  const isNew = edit?.price == null;
  return (
    <Dialog
      isOpen={edit !== null}
      size="lg"
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={isNew ? "Add price" : "Change price"}
      description="What calls of this project pay for a model, in US dollars. An empty field costs what it says in grey."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {isNew ? "Add price" : "Save"}
          </Button>
        </>
      }
    >
      {edit !== null && (
        <PriceForm formId={formId} price={edit.price} providers={providers} onBusy={setIsBusy} onSave={onSave} />
      )}
    </Dialog>
  );
}
