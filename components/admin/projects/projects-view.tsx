"use client";

import { FolderTree } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Badge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { Page } from "@/lib/core/contracts/call";
import type { ProjectView } from "@/lib/core/contracts/project";
import type { ProviderKind } from "@/lib/core/contracts/provider";
import { ListFrame } from "../list-frame";
import { useList } from "../use-list";
import { AddButton } from "../add-button";
import { CreateProjectDialog } from "./create-project-dialog";

function ProjectLine({
  project,
  titles,
}: {
  readonly project: ProjectView;
  readonly titles: ReadonlyMap<string, string>;
}) {
  const providers = [...new Set(project.upstreams.map(({ provider }) => titles.get(provider) ?? provider))];
  return (
    <Row className="h-12">
      <Cell className="font-medium">
        <Link href={`/admin/projects/${project.id}`} className="rounded-sm text-ink hover:underline">
          {project.name}
        </Link>
      </Cell>
      <Cell>
        <Badge tone={project.active ? "added" : "warning"}>{project.active ? "On" : "Off"}</Badge>
      </Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          {providers.length === 0 ? (
            <Badge tone="warning">no upstream</Badge>
          ) : (
            providers.map((title) => <Badge key={title}>{title}</Badge>)
          )}
        </span>
      </Cell>
      <Cell className="hidden text-ink-2 sm:table-cell">
        {project.policies.length === 0 ? (
          <span className="text-ink-3">None</span>
        ) : (
          project.policies.map(({ name }) => name).join(", ")
        )}
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <TimeText value={project.updated_at} />
      </Cell>
    </Row>
  );
}

interface ProjectsViewProps {
  readonly initial: Page<ProjectView>;
  readonly providers: readonly ProviderKind[];
  readonly canEdit: boolean;
}

/** Every project: on or off, where its calls go and what they pass. */
export function ProjectsView({ initial, providers, canEdit }: ProjectsViewProps) {
  const pathname = usePathname();
  const isCreating = useSearchParams().get("new") === "1";
  const projects = useList("projects", initial);
  const setIsCreating = (isOpen: boolean): void => {
    history.replaceState(null, "", isOpen ? `${pathname}?new=1` : pathname);
  };
  const create = canEdit && (
    <AddButton
      place="page"
      label="Create project"
      onClick={() => {
        setIsCreating(true);
      }}
    />
  );
  const titles = new Map(providers.map(({ id, title }) => [id, title]));
  return (
    <>
      <ListFrame
        list={projects}
        count={projects.rows.length}
        noun="project"
        canEdit={canEdit}
        actions={create}
        empty={
          <EmptyState icon={<FolderTree />} title="No project" action={create}>
            A project says where calls go, what they pass, and who may call.
          </EmptyState>
        }
      >
        <Table label="Projects">
          <TableHead>
            <tr>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell>State</HeaderCell>
              <HeaderCell>Upstreams</HeaderCell>
              <HeaderCell className="hidden sm:table-cell">Policies</HeaderCell>
              <HeaderCell className="hidden lg:table-cell">Changed</HeaderCell>
            </tr>
          </TableHead>
          <tbody>
            {projects.rows.map((project) => (
              <ProjectLine key={project.id} project={project} titles={titles} />
            ))}
          </tbody>
        </Table>
      </ListFrame>
      <CreateProjectDialog isOpen={isCreating && canEdit} onOpenChange={setIsCreating} />
    </>
  );
}
