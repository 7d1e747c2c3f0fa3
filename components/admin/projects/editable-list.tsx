"use client";

import { Pencil } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { OrderButtons, type SaveList } from "./order-buttons";

interface EditableItem {
  readonly key: string | number;
  /** For the buttons' names. */
  readonly name: string;
  /** What is said once it is taken out. */
  readonly removed: string;
  readonly content: ReactNode;
}

interface EditableListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly canEdit: boolean;
  readonly isBusy: boolean;
  readonly onEdit: (index: number) => void;
  readonly onChange: SaveList<Item>;
  readonly describe: (item: Item, index: number) => EditableItem;
}

/** Items whose order matters, each with buttons to change, move and remove it. */
export function EditableList<Item>({ label, items, canEdit, isBusy, ...rest }: EditableListProps<Item>) {
  return (
    <ol aria-label={label} className="grid">
      {items.map((item, index) => {
        const { key, name, removed, content } = rest.describe(item, index);
        return (
          <li key={key} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b px-4 py-2.5 last:border-b-0">
            <div className="grid min-w-0 flex-1 basis-full gap-1 sm:basis-0">{content}</div>
            {canEdit && (
              <span className="ml-auto flex items-center">
                <IconButton
                  label={`Change ${name}`}
                  disabled={isBusy}
                  onClick={() => {
                    rest.onEdit(index);
                  }}
                >
                  <Pencil />
                </IconButton>
                <OrderButtons
                  name={name}
                  items={items}
                  index={index}
                  isBusy={isBusy}
                  removed={removed}
                  onChange={rest.onChange}
                />
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
