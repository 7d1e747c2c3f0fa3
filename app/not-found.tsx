import type { Metadata } from "next";
import Link from "next/link";
import { Wordmark } from "@/components/shell/logo";
import { buttonClasses } from "@/components/ui/button";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center gap-4 px-6 text-center">
      <Wordmark />
      <div className="grid gap-1">
        <h1 className="text-xl font-semibold">There is no such page</h1>
        <p className="text-sm text-ink-2">The address may be mistyped, or what it named is gone.</p>
      </div>
      <Link href="/" className={buttonClasses()}>
        Dashboard
      </Link>
    </main>
  );
}
