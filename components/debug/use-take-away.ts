"use client";

import { useToast } from "@/components/ui/toast";

interface TakeAway {
  /** Copies the call in this form; `what` is named in the confirmation. */
  readonly copy: (form: string, what: string) => void;
  readonly download: (form: string) => void;
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { credentials: "same-origin" });
  const text = await response.text();
  if (response.ok) return text;
  const body = JSON.parse(text) as { readonly error?: { readonly message?: string } };
  throw new Error(body.error?.message ?? `The server answered with status ${response.status}.`);
}

/** Takes a call elsewhere: its forms are written by the server, so that a page need not hold the bodies. */
export function useTakeAway(callId: string): TakeAway {
  const toast = useToast();
  const urlOf = (form: string): string =>
    `/api/v1/calls/${callId}/export?${new URLSearchParams({ as: form, origin: location.origin }).toString()}`;
  return {
    copy: (form, what) => {
      fetchText(urlOf(form))
        .then((text) => navigator.clipboard.writeText(text))
        .then(
          () => {
            toast.confirm(`${what} copied`);
          },
          (error: unknown) => {
            toast.complain(error instanceof Error ? error.message : "The browser did not allow copying.");
          },
        );
    },
    download: (form) => {
      const link = document.createElement("a");
      link.href = urlOf(form);
      link.download = "";
      link.click();
    },
  };
}
