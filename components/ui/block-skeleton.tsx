import { Skeleton } from "./skeleton";

/** The place of cards that are still being read. */
export function BlockSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-3 px-4 md:px-6">
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-72 w-full" />
    </div>
  );
}
