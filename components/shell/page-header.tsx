import type { ReactNode } from "react";

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  /** Buttons at the right. */
  readonly children?: ReactNode;
}

/** Top of a page: its name, a line about it, and what can be done there. */
export function PageHeader({ title, description, children }: PageHeaderProps) {
  return (
    <header className="flex min-h-14 flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 pt-4 pb-3 md:px-6">
      <div className="min-w-0">
        <h1 className="truncate text-xl font-semibold tracking-[-0.012em] text-ink">{title}</h1>
        {description !== undefined && <p className="text-sm text-ink-3 text-pretty">{description}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}
