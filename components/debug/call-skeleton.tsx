import { Skeleton } from "@/components/ui/skeleton";

/** The place of a call that is still being read, in the same measures. */
export function CallSkeleton() {
  return (
    <div role="status" aria-label="Loading the call" className="grid gap-5">
      <div className="grid gap-4 border-b bg-surface px-4 pt-4 pb-3 md:px-6">
        <Skeleton className="h-4 w-44" />
        <div className="flex items-start gap-3">
          <Skeleton className="size-10 shrink-0" />
          <div className="grid flex-1 gap-2">
            <Skeleton className="h-6 w-80 max-w-full" />
            <Skeleton className="h-4 w-56 max-w-full" />
          </div>
        </div>
        <Skeleton className="h-14 w-full" />
        <Skeleton className="h-6 w-full max-w-2xl" />
      </div>
      <div className="grid gap-5 px-4 md:px-6">
        <Skeleton className="h-36 w-full" />
        <Skeleton className="h-72 w-full" />
        <Skeleton className="h-72 w-full" />
      </div>
    </div>
  );
}
