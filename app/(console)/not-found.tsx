import { SearchX } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      isPage
      icon={<SearchX />}
      title="There is no such thing here"
      action={
        <Link href="/calls" className={buttonClasses()}>
          All calls
        </Link>
      }
    >
      The address may be mistyped, or what it named is gone.
    </EmptyState>
  );
}
