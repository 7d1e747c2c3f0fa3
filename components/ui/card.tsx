import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./join-classes";

/** A surface that holds one thing. */
export function Card({ className, ...rest }: ComponentProps<"section">) {
  return <section {...rest} className={joinClasses("rounded-lg border bg-surface", className)} />;
}

interface CardHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons and figures at the right. */
  readonly children?: ReactNode;
  readonly level?: 2 | 3;
}

/** Title line of a card, with room for actions. */
export function CardHeader({ title, description, children, level = 2 }: CardHeaderProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1 border-b px-4 py-2">
      <div className="min-w-0">
        <Heading className="truncate text-sm font-semibold text-ink">{title}</Heading>
        {description !== undefined && <p className="text-xs text-ink-3">{description}</p>}
      </div>
      {children !== undefined && <div className="flex items-center gap-2">{children}</div>}
    </header>
  );
}
