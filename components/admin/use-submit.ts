"use client";

import { useMutation } from "@tanstack/react-query";
import type { SyntheticEvent } from "react";

interface SubmitOptions<Result> {
  /** @throws what the management API says against it */
  readonly send: () => Promise<Result>;
  readonly onSent?: (result: Result) => void;
  readonly onBusy?: (isBusy: boolean) => void;
}

interface Submission {
  readonly submit: (event: SyntheticEvent) => void;
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  /** Why the last attempt failed. */
  readonly problem: string | null;
}

/** Sends a form, one attempt at a time. */
export function useSubmit<Result>({ send, onSent, onBusy }: SubmitOptions<Result>): Submission {
  const { mutate, isPending, isSuccess, error } = useMutation({
    mutationFn: send,
    ...(onSent && { onSuccess: onSent }),
    onMutate: () => {
      onBusy?.(true);
    },
    onSettled: () => {
      onBusy?.(false);
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!isPending) mutate();
  };
  return { submit, isPending, isSuccess, problem: error?.message ?? null };
}
