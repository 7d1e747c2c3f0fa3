"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ErrorState } from "@/components/ui/error-state";
import type { List } from "./use-list";
import { ViewOnly } from "./view-only";

interface ListFrameProps {
  readonly list: Pick<List<unknown>, "name" | "failure" | "refresh">;
  /** Rows that are shown, after filters. */
  readonly count: number;
  /** What one row is. */
  readonly noun: string;
  readonly canEdit: boolean;
  /** Filters and buttons beside the count. */
  readonly actions: ReactNode;
  /** In place of the table when there are no rows. */
  readonly empty: ReactNode;
  /** The table. */
  readonly children: ReactNode;
}

/** A list's page: how many there are, what can be done, and the table or why there is none. */
export function ListFrame({ list, count, noun, canEdit, actions, empty, children }: ListFrameProps) {
  const { name, failure, refresh } = list;
  const failed = failure && (
    <ErrorState title={`The ${name} could not be read`} action={<Button onClick={refresh}>Try again</Button>}>
      {failure.message}
    </ErrorState>
  );
  return (
    <div className="grid grid-cols-1 gap-3 px-4 pb-6 md:px-6">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="text-sm text-ink-3">
          {count} {count === 1 ? noun : `${noun}s`}
        </p>
        <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-1">
          {!canEdit && <ViewOnly />}
          {actions}
        </div>
      </div>
      <Card className="overflow-hidden">{failed ?? (count === 0 ? empty : children)}</Card>
    </div>
  );
}
