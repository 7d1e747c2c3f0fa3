"use client";

import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <ErrorState
      title="This page could not be shown"
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    >
      Something it needs did not answer, most often the database. Calls are still served and recorded meanwhile.
      {error.digest !== undefined && (
        <span className="mt-2 block text-xs text-ink-3">Log reference {error.digest}</span>
      )}
    </ErrorState>
  );
}
