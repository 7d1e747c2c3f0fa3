import type { Metadata } from "next";
import { Diffraction } from "@/components/shell/diffraction";
import { Wordmark } from "@/components/shell/logo";
import { SignInForm } from "@/components/shell/sign-in-form";
import { toSafeCallbackPath } from "@/components/shell/safe-callback-path";
import type { SearchPageProps } from "@/components/shell/page-params";
import { getPublicOrigin } from "@/lib/runtime/public-origin";

export const metadata: Metadata = { title: "Sign in" };

const first = (value: string | string[] | undefined): string | null =>
  (Array.isArray(value) ? value[0] : value) ?? null;

export default async function SignInPage({ searchParams }: SearchPageProps) {
  const { callbackUrl, error } = await searchParams;
  const origin = await getPublicOrigin();
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(26rem,1fr)_1.4fr]">
      <div className="grid place-items-center px-6 py-12">
        <div className="grid w-full max-w-xs gap-8">
          <Wordmark />
          <div className="grid gap-1">
            <h1 className="text-xl font-semibold tracking-[-0.012em]">Sign in</h1>
            <p className="text-sm text-ink-3 text-pretty">
              The first person&apos;s e-mail and password were printed when Diffract first started.
            </p>
          </div>
          <SignInForm callbackUrl={toSafeCallbackPath(first(callbackUrl), origin)} initialError={first(error)} />
        </div>
      </div>
      <div className="relative hidden overflow-hidden border-l bg-sunken lg:block">
        <Diffraction />
        <p className="absolute bottom-10 left-10 max-w-sm text-lg font-medium text-balance text-ink">
          See what your model was asked, what it answered, and what changed on the way.
        </p>
      </div>
    </main>
  );
}
