import type { ReactNode } from "react";

function Entry({ sign, children }: { readonly sign: ReactNode; readonly children: string }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden="true" className="relative block h-3.5 w-6 shrink-0">
        {sign}
      </span>
      {children}
    </li>
  );
}

/** What the signs on the bars mean. */
export function Legend() {
  const bar = "absolute inset-y-[2px] inset-x-0 rounded-xs bg-policy-2";
  return (
    <ul aria-label="Signs" className="flex flex-wrap gap-x-4 gap-y-1 border-t px-4 py-2 text-2xs text-ink-3">
      <Entry
        sign={
          <>
            <span className={bar} />
            <span className="absolute inset-y-[2px] left-0 w-1/2 rounded-l-xs bg-surface/65" />
          </>
        }
      >
        Waiting for the first byte, then the answer
      </Entry>
      <Entry
        sign={
          <>
            <span className={bar} />
            <span className="absolute top-0 left-1/2 -translate-x-1/2 border-x-[5px] border-t-[7px] border-x-transparent border-t-ink" />
          </>
        }
      >
        First token
      </Entry>
      <Entry
        sign={
          <>
            <span className={bar} />
            <span className="absolute inset-x-0 bottom-[2px] h-[3px] bg-ink" />
          </>
        }
      >
        Critical path: what kept the trace from ending earlier
      </Entry>
      <Entry
        sign={
          <>
            <span className={bar} />
            <span className="absolute inset-y-0 left-1/2 w-[2px] rounded-full bg-ink" />
          </>
        }
      >
        Event
      </Entry>
    </ul>
  );
}
