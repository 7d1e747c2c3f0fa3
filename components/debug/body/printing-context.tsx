"use client";

import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { flushSync } from "react-dom";

const PrintingContext = createContext(false);

/** Whether the page is being printed: then nothing is folded away. */
export function usePrinting(): boolean {
  return useContext(PrintingContext);
}

/** Unfolds what is in it while it is printed. */
export function PrintingProvider({ children }: { readonly children: ReactNode }) {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    // At once: the browser takes its picture as soon as the event has passed.
    const change = (next: boolean) => () => {
      flushSync(() => {
        setIsPrinting(next);
      });
    };
    const [begin, end] = [change(true), change(false)];
    addEventListener("beforeprint", begin);
    addEventListener("afterprint", end);
    return () => {
      removeEventListener("beforeprint", begin);
      removeEventListener("afterprint", end);
    };
  }, []);
  return <PrintingContext value={isPrinting}>{children}</PrintingContext>;
}
