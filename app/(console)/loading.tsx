import { Skeleton } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4 px-4 pt-5 md:px-6">
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-8 w-full max-w-2xl" />
      <div className="grid gap-px">
        {Array.from({ length: 12 }, (_, index) => (
          <Skeleton key={index} className="h-11 w-full" />
        ))}
      </div>
    </div>
  );
}
