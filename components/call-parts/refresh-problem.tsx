import { RotateCw, TriangleAlert } from "lucide-react";
import { Button, buttonClasses } from "@/components/ui/button";

interface RefreshProblemProps {
  /** What is shown as it was, for example `This page`. */
  readonly what: string;
  readonly error: Error;
  readonly onRetry: () => void;
}

/** What may be answered another time; who is signed out, or may not, is not helped by asking again. */
export function isPassing(error: Error): boolean {
  return !("status" in error) || ![400, 401, 403, 404].includes(error.status as number);
}

function SignInLink() {
  const place = `${location.pathname}${location.search}`;
  return (
    <a href={`/sign-in?callbackUrl=${encodeURIComponent(place)}`} className={buttonClasses({ size: "sm" })}>
      Sign in
    </a>
  );
}

/** Over something that could not be brought up to date: that it is old, why, and what happens next. */
export function RefreshProblem({ what, error, onRetry }: RefreshProblemProps) {
  const isSignedOut = "status" in error && error.status === 401;
  return (
    <div
      role="alert"
      className="mx-4 flex flex-wrap items-center gap-2 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning-ink md:mx-6 print:hidden"
    >
      <TriangleAlert className="size-4 shrink-0" aria-hidden="true" />
      <span className="min-w-0 flex-1 basis-64 wrap-anywhere">
        {what} could not be brought up to date, and is shown as it was. {error.message}
        {isPassing(error) && " It is tried again by itself."}
      </span>
      {isSignedOut ? (
        <SignInLink />
      ) : (
        <Button size="sm" icon={<RotateCw className="size-3.5" aria-hidden="true" />} onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
