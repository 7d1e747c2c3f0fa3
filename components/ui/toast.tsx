"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { IconButton } from "./icon-button";

interface ToastMessage {
  readonly id: number;
  readonly tone: "done" | "failed";
  readonly text: string;
}

interface ToastDoor {
  /** Something was done. */
  readonly confirm: (text: string) => void;
  /** Something failed; stays longer. */
  readonly complain: (text: string) => void;
}

const ToastContext = createContext<ToastDoor | null>(null);

/** Says short things at the edge of the screen. */
export function useToast(): ToastDoor {
  const door = useContext(ToastContext);
  if (!door) throw new Error("useToast needs a ToastProvider above it.");
  return door;
}

/** Holds the messages; at most three are shown. */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const [messages, setMessages] = useState<readonly ToastMessage[]>([]);
  const nextId = useRef(0);
  const add = useCallback((tone: ToastMessage["tone"], text: string) => {
    const id = nextId.current++;
    setMessages((current) => [...current, { id, tone, text }].slice(-3));
  }, []);
  const door = useMemo<ToastDoor>(
    () => ({
      confirm: (text) => {
        add("done", text);
      },
      complain: (text) => {
        add("failed", text);
      },
    }),
    [add],
  );
  return (
    <ToastContext value={door}>
      <Radix.Provider swipeDirection="right" label="Message">
        {children}
        {messages.map((message) => (
          <Radix.Root
            key={message.id}
            duration={message.tone === "failed" ? 10_000 : 4_000}
            onOpenChange={(isOpen) => {
              if (!isOpen) setMessages((current) => current.filter((other) => other.id !== message.id));
            }}
            className="flex animate-rise-in items-start gap-2.5 rounded-lg bg-raised py-2 pr-1.5 pl-3 shadow-overlay"
          >
            {message.tone === "failed" ? (
              <CircleAlert className="mt-1 size-4 shrink-0 text-removed" aria-hidden="true" />
            ) : (
              <CircleCheck className="mt-1 size-4 shrink-0 text-added" aria-hidden="true" />
            )}
            <Radix.Description className="min-w-0 flex-1 py-0.5 text-sm wrap-anywhere">
              {message.text}
            </Radix.Description>
            <Radix.Close asChild>
              <IconButton label="Dismiss" size="sm">
                <X />
              </IconButton>
            </Radix.Close>
          </Radix.Root>
        ))}
        {/* In the middle: buttons of rows and forms stand at the right. */}
        <Radix.Viewport className="fixed inset-x-3 bottom-16 z-70 mx-auto grid max-w-sm gap-2 md:bottom-3" />
      </Radix.Provider>
    </ToastContext>
  );
}
