import type { ComponentProps } from "react";
import { joinClasses } from "./join-classes";

interface TableProps extends ComponentProps<"table"> {
  /** Names the table for screen readers. */
  readonly label: string;
}

/** A table that scrolls sideways inside its own box, so that the page never does. */
export function Table({ label, className, ...rest }: TableProps) {
  return (
    <div className="overflow-x-auto" tabIndex={0} role="group" aria-label={label}>
      <table
        {...rest}
        aria-label={label}
        className={joinClasses("w-full border-collapse text-left text-sm", className)}
      />
    </div>
  );
}

/** Head row; stays in view while the table scrolls in a page. */
export function TableHead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={joinClasses("border-b bg-sunken text-ink-3", className)} />;
}

interface CellLook {
  /** Numbers and times align at the end, in figures of one width. */
  readonly isNumeric?: boolean;
}

/** A column's name. */
export function HeaderCell({ isNumeric = false, className, ...rest }: ComponentProps<"th"> & CellLook) {
  return (
    <th
      scope="col"
      {...rest}
      className={joinClasses("eyebrow h-8 px-3 whitespace-nowrap", isNumeric && "text-right", className)}
    />
  );
}

/** A row; `isInteractive` when a click on it goes somewhere (also give it a real link). */
export function Row({ isInteractive = false, className, ...rest }: ComponentProps<"tr"> & { isInteractive?: boolean }) {
  return (
    <tr
      {...rest}
      className={joinClasses("border-b last:border-b-0", isInteractive && "cursor-pointer hover:bg-hover", className)}
    />
  );
}

/** A cell. */
export function Cell({ isNumeric = false, className, ...rest }: ComponentProps<"td"> & CellLook) {
  return (
    <td {...rest} className={joinClasses("px-3 py-2 align-middle", isNumeric && "tabular text-right", className)} />
  );
}
