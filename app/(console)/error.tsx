"use client";

import { PageTrouble } from "@/components/shell/page-trouble";

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly retry: () => void;
}

export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return <PageTrouble digest={error.digest} onRetry={retry} />;
}
