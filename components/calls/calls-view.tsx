"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, ListTree, RefreshCw } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import {
  countFilters,
  noFilter,
  toCallsPath,
  writeCallFilter,
  type CallFilter,
} from "@/components/call-parts/call-filter";
import { isPassing, RefreshProblem } from "@/components/call-parts/refresh-problem";
import { useUrlFilter } from "@/components/call-parts/use-url-filter";
import { CallFilterBar } from "@/components/call-parts/call-filter-bar";
import { CallHeaderRow, CallRow } from "@/components/call-parts/call-row";
import { useRowKeys } from "@/components/call-parts/use-row-keys";
import { Button, buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { FocusFrame } from "@/components/ui/focus-frame";
import { IconButton } from "@/components/ui/icon-button";
import { joinClasses } from "@/components/ui/join-classes";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallSummary, NamedRef, Page } from "@/lib/core/contracts/call";

const afterErrorMs = 3_000;

interface CallsViewProps {
  /** The page that the URL names, read by the server. */
  readonly initial: Page<CallSummary>;
  /** Address of the management API for `initial`. */
  readonly initialPath: string;
  readonly pageSize: number;
  readonly projects: readonly NamedRef[];
}

interface RowsProps {
  readonly calls: readonly CallSummary[];
  readonly isOld: boolean;
}

function Rows({ calls, isOld }: RowsProps) {
  const router = useRouter();
  const { selectedId, onKeyDown } = useRowKeys({
    ids: calls.map((call) => call.id),
    onOpen: (id) => {
      router.push(`/debug/request/${id}`);
    },
    onReveal: (index) => {
      document.getElementById(`call-${calls[index]?.id ?? ""}`)?.scrollIntoView({ block: "nearest" });
    },
  });
  return (
    <div className="relative">
      <div
        role="grid"
        tabIndex={0}
        aria-label="Calls, newest first"
        aria-rowcount={-1}
        aria-busy={isOld}
        aria-activedescendant={selectedId === null ? undefined : `call-${selectedId}`}
        onKeyDown={onKeyDown}
        className={joinClasses("peer border-t bg-surface outline-none", isOld && "opacity-60")}
      >
        <div role="rowgroup" className="sticky top-0 z-10">
          <CallHeaderRow />
        </div>
        <div role="rowgroup">
          {calls.map((call) => (
            <CallRow key={call.id} id={`call-${call.id}`} call={call} isSelected={call.id === selectedId} />
          ))}
        </div>
      </div>
      <FocusFrame />
    </div>
  );
}

function NoCalls({ filter, onClear }: { readonly filter: CallFilter; readonly onClear: () => void }) {
  const isFiltered = countFilters(filter) > 0;
  return (
    <div className="border-t bg-surface">
      <EmptyState
        icon={<ListTree />}
        title={isFiltered ? "No call matches the filter" : "No calls yet"}
        action={
          isFiltered ? (
            <Button onClick={onClear}>Clear the filter</Button>
          ) : (
            <Link href="/" className={buttonClasses()}>
              How to send one
            </Link>
          )
        }
      >
        {isFiltered
          ? "Remove a part of the filter to see more."
          : "Every call that goes through the gateway is kept here."}
      </EmptyState>
    </div>
  );
}

function Pager({ cursor, next, filter, count }: PagerProps) {
  const router = useRouter();
  const icon = "size-3.5";
  return (
    <nav aria-label="Pages of calls" className="flex items-center justify-between gap-2 border-t px-4 py-3 md:px-6">
      <p className="text-xs text-ink-3">
        {count} {count === 1 ? "call" : "calls"} on this page{cursor === null ? ", the newest" : ""}
      </p>
      <div className="flex gap-2">
        {cursor !== null && (
          <>
            <Link href={`/calls${writeCallFilter(filter)}`} className={buttonClasses({ size: "sm" })}>
              Newest
            </Link>
            <Button
              size="sm"
              icon={<ChevronLeft className={icon} />}
              onClick={() => {
                router.back();
              }}
            >
              Back
            </Button>
          </>
        )}
        {next !== null && (
          <Link href={`/calls${writeCallFilter(filter, next)}`} className={buttonClasses({ size: "sm" })}>
            Older <ChevronRight className={icon} aria-hidden="true" />
          </Link>
        )}
      </div>
    </nav>
  );
}

interface PagerProps {
  readonly cursor: string | null;
  readonly next: string | null;
  readonly filter: CallFilter;
  readonly count: number;
}

/** All recorded calls: searched, narrowed, page by page. What is seen is in the URL. */
export function CallsView({ initial, initialPath, pageSize, projects }: CallsViewProps) {
  const { filter, cursor, setFilter } = useUrlFilter();
  const path = toCallsPath(filter, pageSize, cursor);
  const calls = useQuery({
    queryKey: ["calls", path],
    queryFn: ({ signal }) => fetchJson<Page<CallSummary>>(path, { signal }),
    ...(path === initialPath && { initialData: initial }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => state.error !== null && isPassing(state.error) && afterErrorMs,
  });
  const refresh = (): void => {
    calls.refetch().catch(() => undefined);
  };
  let body: ReactNode = null;
  if (calls.isError && !calls.data) {
    body = (
      <div className="border-t bg-surface">
        <ErrorState title="The calls could not be read" action={<Button onClick={refresh}>Try again</Button>}>
          {calls.error.message}
        </ErrorState>
      </div>
    );
  } else if (calls.data?.data.length === 0) {
    body = (
      <NoCalls
        filter={filter}
        onClear={() => {
          setFilter(noFilter);
        }}
      />
    );
  } else if (calls.data) {
    body = (
      <>
        {calls.isError && (
          <div className="pb-3">
            <RefreshProblem what="This list" error={calls.error} onRetry={refresh} />
          </div>
        )}
        <Rows calls={calls.data.data} isOld={calls.isPlaceholderData} />
        <Pager cursor={cursor} next={calls.data.next_cursor} filter={filter} count={calls.data.data.length} />
      </>
    );
  }
  return (
    <>
      <CallFilterBar filter={filter} onChange={setFilter} projects={projects}>
        <IconButton label="Refresh" onClick={refresh} aria-busy={calls.isFetching}>
          <RefreshCw className={joinClasses(calls.isFetching && "animate-spin")} />
        </IconButton>
      </CallFilterBar>
      {body}
    </>
  );
}
