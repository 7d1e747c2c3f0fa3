"use client";

import { RotateCw, SearchX } from "lucide-react";
import Link from "next/link";
import { useParams, useRouter } from "next/navigation";
import { Button, buttonClasses } from "@/components/ui/button";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { isUuid } from "@/lib/core/ids/is-uuid";

/** There is no call with the id of this page's address: says whether one could have it at all. */
export function CallNotFound() {
  const { id } = useParams<{ id: string }>();
  const router = useRouter();
  const isPossible = isUuid(id);
  const title = isPossible ? "There is no call with this id" : "This is not the id of a call";
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <EmptyState
        icon={<SearchX />}
        title={title}
        action={
          <div className="flex flex-wrap justify-center gap-2">
            {isPossible && (
              <Button
                icon={<RotateCw className="size-3.5" aria-hidden="true" />}
                onClick={() => {
                  router.refresh();
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
          {isPossible
            ? "It may belong to another Diffract, or be gone. A call that has just begun appears within a second."
            : "Ids look like 0193e4a1-5b7c-7d2e-9f10-3c5a8e6b2d41. The gateway sends each in the header x-diffract-call-id."}
        </p>
      </EmptyState>
    </>
  );
}
