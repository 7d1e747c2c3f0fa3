import type { ReactNode } from "react";

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do about it. */
  readonly action?: ReactNode;
  /** It stands in place of a whole page, and its title is the page's. */
  readonly isPage?: boolean;
}

/** Says that there is nothing, why, and what to do. */
export function EmptyState({ icon, title, children, action, isPage = false }: EmptyStateProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      {icon !== undefined && (
        <div className="flex size-10 items-center justify-center rounded-lg border bg-sunken text-ink-3 [&_svg]:size-5">
          {icon}
        </div>
      )}
      <div className="grid max-w-md gap-1">
        <Title className="text-base font-semibold text-ink">{title}</Title>
        {children !== undefined && <div className="text-sm text-ink-2 text-pretty">{children}</div>}
      </div>
      {action}
    </div>
  );
}
