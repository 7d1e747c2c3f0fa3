"use client";

import { Wordmark } from "@/components/shell/logo";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/error-state";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center px-6">
      <Wordmark />
      <ErrorState
        title="The console cannot work right now"
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      >
        Most often the database does not answer. Calls are still served and recorded meanwhile.
        {error.digest !== undefined && (
          <span className="mt-2 block text-xs text-ink-3">Log reference {error.digest}</span>
        )}
      </ErrorState>
    </main>
  );
}
