"use client";

import { Wordmark } from "@/components/shell/logo";
import { PageTrouble } from "@/components/shell/page-trouble";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center px-6">
      <Wordmark />
      <PageTrouble digest={error.digest} onRetry={retry} />
    </main>
  );
}
