import { Eye } from "lucide-react";

/** Why there is nothing to press for somebody who may look and not change. */
export function ViewOnly() {
  return (
    <p className="flex min-h-8 items-center gap-1.5 text-xs text-ink-3">
      <Eye className="size-3.5 shrink-0" aria-hidden="true" />
      You may look; only admins change this.
    </p>
  );
}
