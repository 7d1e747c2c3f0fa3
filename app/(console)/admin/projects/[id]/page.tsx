import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { ProjectView } from "@/components/admin/projects/project-view";
import { PageHeader } from "@/components/shell/page-header";
import { BlockSkeleton } from "@/components/ui/block-skeleton";
import { hasRole, type Actor } from "@/lib/core/contracts/actor";
import { isAppError } from "@/lib/core/errors";
import { requireActor } from "@/lib/runtime/auth";
import { getServiceContext } from "@/lib/runtime/http";
import { listCredentials } from "@/lib/services/credentials/list-credentials";
import { idParams } from "@/lib/services/input";
import { listPolicies } from "@/lib/services/policies/list-policies";
import { getProject } from "@/lib/services/projects/get-project";
import { listProviders } from "@/lib/services/providers/list-providers";
import { listTokens } from "@/lib/services/tokens/list-tokens";

export const metadata: Metadata = { title: "Project" };

interface ProjectPageProps {
  readonly params: Promise<{ readonly id: string }>;
}

async function findProject(actor: Actor, id: string) {
  const params = idParams.safeParse({ id });
  if (!params.success) notFound();
  return getProject(getServiceContext(actor), params.data).catch((error: unknown) => {
    if (isAppError(error) && error.code === "not_found") notFound();
    throw error;
  });
}

async function Project({ actor, id }: { readonly actor: Actor; readonly id: string }) {
  const context = getServiceContext(actor);
  const project = await findProject(actor, id);
  const [credentials, policies, tokens] = await Promise.all([
    listCredentials(context, { project_id: project.id, limit: 200 }),
    listPolicies(context, { limit: 200 }),
    listTokens(context, { project_id: project.id, limit: 200 }),
  ]);
  const lists = { credentials, policies: policies.data, tokens: tokens.data, providers: listProviders(context).data };
  return (
    <>
      <PageHeader title={project.name} description="Upstreams, policies, tokens and prices of this project." />
      <ProjectView initial={project} {...lists} canEdit={hasRole(actor, "admin")} />
    </>
  );
}

export default async function ProjectPage({ params }: ProjectPageProps) {
  const { id } = await params;
  const actor = await requireActor(`/admin/projects/${encodeURIComponent(id)}`);
  return (
    <Suspense fallback={<BlockSkeleton />}>
      <Project actor={actor} id={id} />
    </Suspense>
  );
}
