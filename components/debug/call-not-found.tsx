"use client";

import { RotateCw, SearchX } from "lucide-react";
import Link from "next/link";
import { useParams } from "next/navigation";
import { useEffect } from "react";
import { Button, buttonClasses } from "@/components/ui/button";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { TimeText } from "@/components/ui/time-text";
import { useNow } from "@/components/ui/use-now";
import { fetchJson } from "@/lib/client/fetch-json";
import { isUuid } from "@/lib/core/ids/is-uuid";
import { readUuidTime } from "@/lib/core/ids/read-uuid-time";

/** A call is stored within a second or two, unless the database is behind. */
const freshMs = 60_000;
const lookAgainMs = 1_000;

/** Whether the call of this id may still be on its way to the database. */
function useIsFresh(madeAt: number | null): boolean {
  const now = useNow();
  return madeAt !== null && now !== null && Math.abs(now - madeAt) < freshMs;
}

/**
 * Opens the page anew as soon as the call is there. The router's own refresh is of no use here: the boundary that shows "not
 * found" stays as it is for as long as the path does.
 */
function useReloadWhenStored(id: string, isFresh: boolean): void {
  useEffect(() => {
    if (!isFresh) return undefined;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async (): Promise<void> => {
      const isThere = await fetchJson(`/api/v1/calls/${id}/stream`, { signal: abort.signal }).then(
        () => true,
        () => false,
      );
      if (isThere) location.reload();
      else if (!abort.signal.aborted) timer = setTimeout(lookOnce, lookAgainMs);
    };
    const lookOnce = (): void => {
      look().catch(() => undefined);
    };
    lookOnce();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, isFresh]);
}

/** When the id was made says where to look for the call. */
function Meaning({ madeAt, isFresh }: { readonly madeAt: number | null; readonly isFresh: boolean }) {
  if (isFresh)
    return "The id has just been made, so the call may still be on its way here. This page looks again by itself.";
  if (madeAt === null) return "Diffract did not make this id: its own carry the time. Was the whole of it copied?";
  return (
    <>
      The id was made <TimeText value={new Date(madeAt).toISOString()} format="full" />. The call may belong to another
      Diffract, may have been refused without a record, or may have been deleted.
    </>
  );
}

/** There is no call with the id of this page's address: says whether one could have it at all. */
export function CallNotFound() {
  const { id } = useParams<{ id: string }>();
  const isPossible = isUuid(id);
  const madeAt = readUuidTime(id);
  const isFresh = useIsFresh(madeAt);
  useReloadWhenStored(id, isFresh && isPossible);
  return (
    <EmptyState
      isPage
      icon={<SearchX />}
      title={isPossible ? "There is no call with this id" : "This is not the id of a call"}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          {isPossible && (
            <Button
              icon={<RotateCw className="size-3.5" aria-hidden="true" />}
              onClick={() => {
                location.reload();
              }}
            >
              Look again
            </Button>
          )}
          <Link href="/calls" className={buttonClasses()}>
            All calls
          </Link>
        </div>
      }
    >
      <p>
        <CodeText>{id.length > 80 ? `${id.slice(0, 80)}…` : id}</CodeText>
      </p>
      <p className="mt-2">
        {isPossible ? (
          <Meaning madeAt={madeAt} isFresh={isFresh} />
        ) : (
          "Ids look like 0193e4a1-5b7c-7d2e-9f10-3c5a8e6b2d41. The gateway sends each in the header x-diffract-call-id."
        )}
      </p>
    </EmptyState>
  );
}
