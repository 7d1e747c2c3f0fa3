import type { ReactNode } from "react";
import { joinClasses } from "./join-classes";

/** A word of code inside a sentence, or an id in a cell. */
export function CodeText({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return <code className={joinClasses("font-mono text-[0.92em] wrap-anywhere", className)}>{children}</code>;
}

interface CodeBlockProps {
  readonly label: string;
  readonly children: string;
  /** Buttons at the top right. */
  readonly actions?: ReactNode;
}

/** Lines of code, scrolling sideways inside their own box. */
export function CodeBlock({ label, children, actions }: CodeBlockProps) {
  return (
    <div className="relative rounded-md border bg-sunken">
      <pre
        tabIndex={0}
        aria-label={label}
        className="overflow-x-auto p-3 pr-12 font-mono text-xs leading-5 text-ink [tab-size:2]"
      >
        {children}
      </pre>
      {actions !== undefined && <div className="absolute top-1.5 right-1.5">{actions}</div>}
    </div>
  );
}
