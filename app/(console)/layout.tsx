import type { ReactNode } from "react";
import { AppShell } from "@/components/shell/app-shell";
import { hasRole } from "@/lib/core/contracts/actor";
import { getActor } from "@/lib/runtime/auth";

export const dynamic = "force-dynamic";

/** Without a session there is no shell; the page itself then leads to sign-in, since only it knows where to return. */
export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  const actor = await getActor();
  if (actor === null) return children;
  return (
    <AppShell account={{ name: actor.name, email: actor.email ?? actor.name, canEdit: hasRole(actor, "admin") }}>
      {children}
    </AppShell>
  );
}
