"use client";

import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Activity, Pause, Play } from "lucide-react";
import Link from "next/link";
import { useEffect, useReducer } from "react";
import {
  countFilters,
  matchesFilter,
  noFilter,
  toCallsPath,
  type CallFilter,
} from "@/components/call-parts/call-filter";
import { isPassing } from "@/components/call-parts/refresh-problem";
import { useUrlFilter } from "@/components/call-parts/use-url-filter";
import { CallFilterBar } from "@/components/call-parts/call-filter-bar";
import { Button, buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallSummary, NamedRef, Page } from "@/lib/core/contracts/call";
import { ConnectionStatus } from "./connection-status";
import { reduceFeed, startFeed } from "./feed";
import { FeedList } from "./feed-list";
import { useActivityStream } from "./use-activity-stream";

const pageSize = 100;
const afterErrorMs = 3_000;

interface ActivityViewProps {
  /** The newest calls under the filter of the URL, read by the server. */
  readonly initial: Page<CallSummary>;
  readonly initialFilter: CallFilter;
  /** The stream's cursor when `initial` was read. */
  readonly revision: string;
  readonly projects: readonly NamedRef[];
}

function NothingYet({ filter, onClear }: { readonly filter: CallFilter; readonly onClear: () => void }) {
  if (countFilters(filter) > 0) {
    return (
      <EmptyState
        icon={<Activity />}
        title="No call matches the filter"
        action={<Button onClick={onClear}>Clear the filter</Button>}
      >
        Calls that match will appear here as they happen.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Activity />}
      title="Waiting for the first call"
      action={
        <Link href="/" className={buttonClasses()}>
          How to send one
        </Link>
      }
    >
      Point a client at this address and its calls appear here while they run.
    </EmptyState>
  );
}

/** The live feed. */
export function ActivityView({ initial, initialFilter, revision, projects }: ActivityViewProps) {
  const { filter, setFilter } = useUrlFilter();
  const queries = useQueryClient();
  const [feed, dispatch] = useReducer(reduceFeed, initial.data, startFeed);
  const connection = useActivityStream({
    after: revision,
    onCalls: (calls) => {
      dispatch({ kind: "arrived", calls });
    },
    onReset: () => {
      dispatch({ kind: "reset" });
      queries.invalidateQueries({ queryKey: ["calls"] }).catch(() => undefined);
    },
  });
  const path = toCallsPath(filter, pageSize);
  const history = useQuery({
    queryKey: ["calls", path],
    queryFn: ({ signal }) => fetchJson<Page<CallSummary>>(path, { signal }),
    ...(path === toCallsPath(initialFilter, pageSize) && { initialData: initial }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    refetchInterval: ({ state }) => state.error !== null && isPassing(state.error) && afterErrorMs,
  });
  const loaded = history.isPlaceholderData ? undefined : history.data;
  useEffect(() => {
    if (loaded) dispatch({ kind: "loaded", calls: loaded.data });
  }, [loaded]);
  const toggle = (): void => {
    dispatch({ kind: feed.isPaused ? "resumed" : "paused" });
  };
  const rows = feed.rows.filter((call) => matchesFilter(call, filter));
  const waiting = [...feed.waiting.values()].filter((call) => matchesFilter(call, filter)).length;
  return (
    <>
      <CallFilterBar filter={filter} onChange={setFilter} projects={projects}>
        <ConnectionStatus connection={connection} isPaused={feed.isPaused} />
        <Button
          onClick={toggle}
          aria-pressed={feed.isPaused}
          variant={feed.isPaused ? "primary" : "secondary"}
          icon={feed.isPaused ? <Play className="size-3.5" /> : <Pause className="size-3.5" />}
        >
          {feed.isPaused ? "Resume" : "Pause"}
          {waiting > 0 && (
            <span className="tabular">
              {waiting}
              {feed.hasOverflowed && "+"} new
            </span>
          )}
        </Button>
      </CallFilterBar>
      {rows.length > 0 && <FeedList rows={rows} arrived={feed.arrived} onToggle={toggle} />}
      {rows.length === 0 && (
        <div className="flex-1 border-t bg-surface">
          {history.isError ? (
            <ErrorState
              title="The calls could not be read"
              action={
                <Button
                  onClick={() => {
                    history.refetch().catch(() => undefined);
                  }}
                >
                  Try again
                </Button>
              }
            >
              {history.error.message}
            </ErrorState>
          ) : (
            <NothingYet
              filter={filter}
              onClear={() => {
                setFilter(noFilter);
              }}
            />
          )}
        </div>
      )}
    </>
  );
}
