import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./join-classes";
import { Spinner } from "./spinner";

export interface ButtonLook {
  readonly variant?: "primary" | "secondary" | "ghost" | "danger";
  readonly size?: "sm" | "md" | "lg";
}

const variants = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover shadow-raised",
  secondary: "bg-surface text-ink border border-line-strong hover:bg-hover shadow-raised",
  ghost: "text-ink-2 hover:bg-hover hover:text-ink",
  danger: "bg-surface text-removed-ink border border-removed hover:bg-removed-soft",
};
const sizes = { sm: "h-7 px-2 text-xs gap-1.5", md: "h-8 px-3 text-sm gap-2", lg: "h-9 px-4 text-sm gap-2" };

/** The look of a button, for links that should have it. */
export function buttonClasses({ variant = "secondary", size = "md" }: ButtonLook = {}): string {
  return joinClasses(
    "inline-flex shrink-0 select-none items-center justify-center rounded-md font-medium whitespace-nowrap",
    "transition-colors duration-100 disabled:pointer-events-none disabled:opacity-50 aria-disabled:opacity-50",
    variants[variant],
    sizes[size],
  );
}

interface ButtonProps extends ComponentProps<"button">, ButtonLook {
  readonly icon?: ReactNode;
  /** Shows that work goes on and refuses clicks, without a change of width. */
  readonly isBusy?: boolean;
}

/** A button with words. For an icon alone use `IconButton`, which insists on a label. */
export function Button({ variant, size, icon, isBusy = false, className, children, ...rest }: ButtonProps) {
  const look = { ...(variant && { variant }), ...(size && { size }) };
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled === true || isBusy}
      aria-busy={isBusy || undefined}
      className={joinClasses(buttonClasses(look), className)}
    >
      {isBusy ? <Spinner /> : icon}
      {children}
    </button>
  );
}
