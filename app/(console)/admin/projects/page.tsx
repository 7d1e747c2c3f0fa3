import type { Metadata } from "next";
import { Suspense } from "react";
import { ProjectsView } from "@/components/admin/projects/projects-view";
import { PageHeader } from "@/components/shell/page-header";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { hasRole, type Actor } from "@/lib/core/contracts/actor";
import { requireActor } from "@/lib/runtime/auth";
import { getServiceContext } from "@/lib/runtime/http";
import { listProjects } from "@/lib/services/projects/list-projects";
import { listProviders } from "@/lib/services/providers/list-providers";

export const metadata: Metadata = { title: "Projects" };

async function Projects({ actor }: { readonly actor: Actor }) {
  const context = getServiceContext(actor);
  const projects = await listProjects(context, { limit: 200 });
  const providers = listProviders(context).data;
  return <ProjectsView initial={projects} providers={providers} canEdit={hasRole(actor, "admin")} />;
}

export default async function ProjectsPage() {
  const actor = await requireActor("/admin/projects");
  return (
    <>
      <PageHeader title="Projects" description="Where calls go, what they pass, and who may call." />
      <Suspense fallback={<BlockSkeleton />}>
        <Projects actor={actor} />
      </Suspense>
    </>
  );
}
