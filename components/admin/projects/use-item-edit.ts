"use client";

import { useState } from "react";

/** What a dialog about an ordered list is about: a new item, or the one at a place. */
export interface ItemEdit<Item> {
  /** `null` for the end, wherever that is by then. */
  readonly index: number | null;
  readonly item: Item | null;
}

interface ItemEditing<Item> {
  /** `null` while nothing is edited. */
  readonly edit: ItemEdit<Item> | null;
  readonly add: () => void;
  readonly change: (index: number) => void;
  readonly close: () => void;
  /** Puts the item where it belongs and closes. @throws what the management API says against it */
  readonly save: (item: Item) => Promise<void>;
}

/** Adding items to an ordered list, and changing them in their places. */
export function useItemEdit<Item>(
  items: readonly Item[],
  onSave: (items: readonly Item[]) => Promise<void>,
): ItemEditing<Item> {
  const [edit, setEdit] = useState<ItemEdit<Item> | null>(null);
  const close = (): void => {
    setEdit(null);
  };
  return {
    edit,
    add: () => {
      setEdit({ index: null, item: null });
    },
    change: (index) => {
      setEdit({ index, item: items[index] ?? null });
    },
    close,
    save: async (item) => {
      const index = edit?.index ?? items.length;
      await onSave([...items.slice(0, index), item, ...items.slice(index + 1)]);
      close();
    },
  };
}
