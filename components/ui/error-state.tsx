import { TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

interface ErrorStateProps {
  readonly title: string;
  /** What happened, in words that may be shown. */
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** It stands in place of a whole page, and its title is the page's. */
  readonly isPage?: boolean;
}

/** Says that something could not be shown, and how to go on. */
export function ErrorState({ title, children, action, isPage = false }: ErrorStateProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div role="alert" className="flex flex-col items-center gap-3 px-6 py-14 text-center">
      <div className="flex size-10 items-center justify-center rounded-lg bg-removed-soft text-removed">
        <TriangleAlert className="size-5" aria-hidden="true" />
      </div>
      <div className="grid max-w-md gap-1">
        <Title className="text-base font-semibold text-ink">{title}</Title>
        {children !== undefined && <div className="text-sm text-ink-2 text-pretty wrap-anywhere">{children}</div>}
      </div>
      {action}
    </div>
  );
}
