"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { StreamLanes } from "@/lib/core/stream-lanes/lane";
import { StreamLanesView } from "./stream-lanes-view";

/** The streamed answer of a call on two lanes; nothing for other calls. */
export function StreamSection({ call }: { readonly call: CallDetail }) {
  const hasEnded = call.state !== "in_progress";
  const { data, error } = useQuery({
    queryKey: ["call-lanes", call.id],
    queryFn: ({ signal }) =>
      fetchJson<{ readonly lanes: StreamLanes | null }>(`/api/v1/calls/${call.id}/lanes`, { signal }),
    enabled: call.is_streaming && hasEnded,
    staleTime: Infinity,
    retry: false,
  });
  if (!call.is_streaming || !hasEnded || error !== null || data?.lanes === null) return null;
  return (
    <section aria-labelledby="stream-lanes" className="mx-4 overflow-clip rounded-lg border bg-surface md:mx-6">
      <header className="border-b px-4 py-3">
        <h2 id="stream-lanes" className="text-base font-semibold text-ink">
          Stream
        </h2>
        <p className="text-xs text-ink-3">Each event as it came and as it left, on one axis of time.</p>
      </header>
      {data === undefined ? (
        <div role="status" aria-label="Loading the stream" className="p-4">
          <Skeleton className="h-[28rem] w-full" />
        </div>
      ) : (
        <StreamLanesView lanes={data.lanes} />
      )}
    </section>
  );
}
