import { joinClasses } from "./join-classes";

/** A grey place where something will be; give it a size. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden="true" className={joinClasses("animate-pulse rounded-sm bg-hover", className)} />;
}
