"use client";

import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/components/ui/skeleton";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { StreamLanes } from "@/lib/core/stream-lanes/lane";
import { StreamLanesView } from "./stream-lanes-view";

/** Whether there is a stream to lay out, known before it is asked for: room that is then given back would be a jump. */
function hasStream({
  state,
  is_streaming: isStreaming,
  bodies,
  bodies_removed: areRemoved = false,
}: CallDetail): boolean {
  if (!isStreaming || state === "in_progress" || areRemoved) return false;
  return bodies.some(({ content_type: type }) => type?.includes("event-stream") === true);
}

/** The streamed answer of a call on two lanes; nothing for other calls. */
export function StreamSection({ call }: { readonly call: CallDetail }) {
  const isShown = hasStream(call);
  const { data, error } = useQuery({
    queryKey: ["call-lanes", call.id],
    queryFn: ({ signal }) =>
      fetchJson<{ readonly lanes: StreamLanes | null }>(`/api/v1/calls/${call.id}/lanes`, { signal }),
    enabled: isShown,
    staleTime: Infinity,
    retry: false,
  });
  if (!isShown || error !== null || data?.lanes === null) return null;
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
