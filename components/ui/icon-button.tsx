"use client";

import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** What it does: read by screen readers, and shown as tooltip. */
  readonly label: string;
  readonly size?: "sm" | "md";
}

/** A square button with only an icon as child. */
export function IconButton({ label, size = "md", className, children, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={joinClasses(
          "inline-flex shrink-0 items-center justify-center rounded-md text-ink-3 transition-colors duration-100",
          "hover:bg-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 [&_svg]:size-4",
          size === "sm" ? "size-6" : "size-8",
          className,
        )}
      >
        {children}
      </button>
    </Tooltip>
  );
}
