"use client";

import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "./icon-button";
import { joinClasses } from "./join-classes";
import { useFocusReturn } from "./use-focus-return";

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons at the end. */
  readonly footer?: ReactNode;
  readonly size?: "md" | "lg";
  /** Keeps a click beside it or Escape from losing what is shown only once. */
  readonly isPinned?: boolean;
}

/** Where work begins: the first field or button of the body, else the first button of the footer; never the close button. */
function focusFirst(event: Event): void {
  const content = event.target;
  if (!(content instanceof HTMLElement)) return;
  const first =
    content.querySelector<HTMLElement>("[data-dialog-body] :is(input, textarea, button)") ??
    content.querySelector<HTMLElement>("footer button");
  if (!first) return;
  event.preventDefault();
  first.focus();
}

/** A question or a form that must be dealt with first. */
export function Dialog({ isOpen, onOpenChange, title, description, children, footer, ...look }: DialogProps) {
  const returnFocus = useFocusReturn(isOpen);
  const hold = (event: Event): void => {
    if (look.isPinned === true) event.preventDefault();
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-scrim" />
        <Radix.Content
          onOpenAutoFocus={focusFirst}
          onCloseAutoFocus={returnFocus}
          onInteractOutside={hold}
          onEscapeKeyDown={hold}
          {...(description === undefined && { "aria-describedby": undefined })}
          className={joinClasses(
            "fixed inset-x-2 bottom-2 z-50 mx-auto flex max-h-[92dvh] animate-rise-in flex-col rounded-xl bg-raised shadow-overlay outline-none",
            "sm:top-[12dvh] sm:bottom-auto sm:max-h-[76dvh]",
            look.size === "lg" ? "max-w-2xl" : "max-w-lg",
          )}
        >
          <header className="flex items-start justify-between gap-4 px-5 pt-4">
            <div className="grid gap-1">
              <Radix.Title className="text-lg font-semibold text-ink">{title}</Radix.Title>
              {description !== undefined && (
                <Radix.Description className="text-sm text-ink-2">{description}</Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <IconButton label="Close" className="-mr-2">
                <X />
              </IconButton>
            </Radix.Close>
          </header>
          <div data-dialog-body="" className="overflow-y-auto px-5 py-4">
            {children}
          </div>
          {footer !== undefined && <footer className="flex justify-end gap-2 border-t px-5 py-3">{footer}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
