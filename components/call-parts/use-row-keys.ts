"use client";

import { useState, type KeyboardEvent } from "react";

interface RowKeysOptions {
  readonly ids: readonly string[];
  readonly onOpen: (id: string) => void;
  readonly onReveal: (index: number) => void;
  /** Space. */
  readonly onToggle?: () => void;
}

interface RowKeys {
  readonly selectedId: string | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Up, down, Home, End and Enter over rows; the selection stays with its call while others arrive above. */
export function useRowKeys({ ids, onOpen, onReveal, onToggle }: RowKeysOptions): RowKeys {
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const index = selectedId === null ? -1 : ids.indexOf(selectedId);
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    j: index + 1,
    k: index - 1,
    PageDown: index + 10,
    PageUp: index - 10,
    Home: 0,
    End: ids.length - 1,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.metaKey || event.ctrlKey || event.altKey) return;
    const target = targets[event.key];
    if (target !== undefined) {
      const next = Math.max(0, Math.min(ids.length - 1, target));
      setSelectedId(ids[next] ?? null);
      onReveal(next);
    } else if (event.key === "Enter" && selectedId !== null) onOpen(selectedId);
    else if (event.key === " " && onToggle) onToggle();
    else return;
    event.preventDefault();
  };
  return { selectedId: index < 0 ? null : selectedId, onKeyDown };
}
