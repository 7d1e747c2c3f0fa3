"use client";

import { useId, useState, type ReactNode } from "react";
import { Dialog } from "@/components/ui/dialog";
import { FormFooter } from "@/components/ui/form-footer";
import type { ItemEdit } from "./use-item-edit";

interface ItemForm<Item> {
  readonly formId: string;
  /** What is changed; `null` for a new one. */
  readonly item: Item | null;
  readonly onBusy: (isBusy: boolean) => void;
}

interface ItemDialogProps<Item> {
  readonly edit: ItemEdit<Item> | null;
  /** What an item is. */
  readonly noun: string;
  readonly description: string;
  readonly onClose: () => void;
  /** Draws the form. */
  readonly children: (form: ItemForm<Item>) => ReactNode;
}

/** Adds an item to an ordered list or changes one. */
export function ItemDialog<Item>({ edit, noun, description, onClose, children }: ItemDialogProps<Item>) {
  const formId = useId();
  const [isBusy, setIsBusy] = useState(false);
  const isNew = edit?.item == null;
  return (
    <Dialog
      isOpen={edit !== null}
      size="lg"
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`${isNew ? "Add" : "Change"} ${noun}`}
      description={description}
      footer={<FormFooter formId={formId} submit={isNew ? `Add ${noun}` : "Save"} isBusy={isBusy} onCancel={onClose} />}
    >
      {edit !== null && children({ formId, item: edit.item, onBusy: setIsBusy })}
    </Dialog>
  );
}
