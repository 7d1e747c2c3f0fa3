import { Skeleton } from "@/components/ui/skeleton";

/** The place of a filter bar and rows that are still being read. */
export function ListSkeleton() {
  return (
    <div role="status" aria-label="Loading">
      <div className="flex gap-2 px-4 pb-3 md:px-6">
        <Skeleton className="h-8 w-60" />
        <Skeleton className="h-8 w-28" />
        <Skeleton className="h-8 w-28" />
      </div>
      <div className="border-t bg-surface">
        {Array.from({ length: 12 }, (_, index) => (
          <div key={index} className="flex h-[46px] items-center gap-6 border-b px-4 md:px-6">
            <Skeleton className="h-3 w-20" />
            <Skeleton className="h-3 w-24" />
            <Skeleton className="h-3 flex-1" />
            <Skeleton className="h-3 w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}
