"use client";

import { useEffect, useEffectEvent } from "react";

const leastPauseMs = 250;
/** A long call takes long to read: the page may not ask for more than a third of the time. */
const pauseRatio = 2;

/** Reads a call again whenever the server says that more is known of it, for as long as it runs. */
export function useLiveCall(id: string, isRunning: boolean, read: () => Promise<unknown>): void {
  const readAgain = useEffectEvent(read);
  useEffect(() => {
    if (!isRunning) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let nextAt = 0;
    let isReading = false;
    let isStale = false;
    const begin = (): void => {
      timer = undefined;
      isReading = true;
      isStale = false;
      const beganAt = performance.now();
      const finish = (): void => {
        const now = performance.now();
        nextAt = now + Math.max(leastPauseMs, pauseRatio * (now - beganAt));
        isReading = false;
        if (isStale) plan();
      };
      readAgain().then(finish, finish);
    };
    const plan = (): void => {
      isStale = true;
      if (!isReading) timer ??= setTimeout(begin, Math.max(0, nextAt - performance.now()));
    };
    const source = new EventSource(`/api/v1/calls/${id}/live`);
    source.addEventListener("call", plan);
    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [id, isRunning]);
}
