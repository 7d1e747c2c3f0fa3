"use client";

import { Vault } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button, buttonClasses } from "@/components/ui/button";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { NamedRef, Page } from "@/lib/core/contracts/call";
import type { CredentialWithUses } from "@/lib/core/contracts/credential";
import { ListFrame } from "../list-frame";
import { ProjectFilter } from "../project-filter";
import { useList } from "../use-list";
import { DeleteCredentialDialog } from "./delete-credential-dialog";
import { RotateCredentialDialog } from "./rotate-credential-dialog";

interface CredentialLineProps {
  readonly credential: CredentialWithUses;
  readonly title: string;
  readonly canEdit: boolean;
  readonly onRotate: () => void;
  readonly onDelete: () => void;
}

function CredentialLine({ credential, title, canEdit, onRotate, onDelete }: CredentialLineProps) {
  const { name, project, hint, origin, uses, is_readable, updated_at } = credential;
  return (
    <Row className="h-12">
      <Cell className="font-medium">
        {name}
        <span className="block text-xs font-normal text-ink-3">
          {title}
          {hint !== "" && (
            <>
              {" · "}
              <CodeText>…{hint}</CodeText>
            </>
          )}
        </span>
        {!is_readable && (
          <Badge tone="removed" title="It was sealed with another DIFFRACT_SECRET. Store the key again.">
            cannot be opened
          </Badge>
        )}
      </Cell>
      <Cell className="hidden sm:table-cell">
        <Link href={`/admin/projects/${project.id}`} className="rounded-sm text-ink-2 hover:underline">
          {project.name}
        </Link>
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        {origin === null ? "The provider's own address" : <CodeText>{origin}</CodeText>}
      </Cell>
      <Cell>
        {uses.length === 0 ? (
          <Badge>not used</Badge>
        ) : (
          <Badge tone="added">{uses.length === 1 ? "1 upstream" : `${uses.length} upstreams`}</Badge>
        )}
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <TimeText value={updated_at} />
      </Cell>
      <Cell className="text-right whitespace-nowrap">
        {canEdit && (
          <>
            <Button size="sm" variant="ghost" onClick={onRotate} aria-label={`Replace ${name}`}>
              Replace
            </Button>
            <Button size="sm" variant="ghost" onClick={onDelete} aria-label={`Delete ${name}`}>
              Delete
            </Button>
          </>
        )}
      </Cell>
    </Row>
  );
}

interface CredentialsViewProps {
  readonly initial: Page<CredentialWithUses>;
  readonly projects: readonly NamedRef[];
  /** Titles of providers by id. */
  readonly titles: Readonly<Record<string, string>>;
  readonly canEdit: boolean;
}

/** Every provider key: whose it is, where it may go, what sends it. The keys themselves never come back. */
export function CredentialsView({ initial, projects, titles, canEdit }: CredentialsViewProps) {
  const [project, setProject] = useState<string | null>(null);
  const [rotating, setRotating] = useState<CredentialWithUses | null>(null);
  const [deleting, setDeleting] = useState<CredentialWithUses | null>(null);
  const credentials = useList("credentials", initial);
  const rows = credentials.rows.filter((row) => project === null || row.project_id === project);
  const link = (
    <Link href="/admin/projects" className={buttonClasses()}>
      Go to projects
    </Link>
  );
  return (
    <>
      <ListFrame
        list={credentials}
        count={rows.length}
        noun="key"
        canEdit={canEdit}
        actions={
          <div className="flex min-h-8 items-center">
            <ProjectFilter projects={projects} value={project} onChange={setProject} />
          </div>
        }
        empty={
          <EmptyState icon={<Vault />} title="No provider key" action={link}>
            A key is stored with the upstream that sends it.
          </EmptyState>
        }
      >
        <Table label="Credentials">
          <TableHead>
            <tr>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell className="hidden sm:table-cell">Project</HeaderCell>
              <HeaderCell className="hidden md:table-cell">Sent to</HeaderCell>
              <HeaderCell>Used by</HeaderCell>
              <HeaderCell className="hidden lg:table-cell">Changed</HeaderCell>
              <HeaderCell>
                <span className="sr-only">Actions</span>
              </HeaderCell>
            </tr>
          </TableHead>
          <tbody>
            {rows.map((row) => (
              <CredentialLine
                key={row.id}
                credential={row}
                title={titles[row.provider] ?? row.provider}
                canEdit={canEdit}
                onRotate={() => {
                  setRotating(row);
                }}
                onDelete={() => {
                  setDeleting(row);
                }}
              />
            ))}
          </tbody>
        </Table>
      </ListFrame>
      {rotating !== null && (
        <RotateCredentialDialog
          credential={rotating}
          onClose={() => {
            setRotating(null);
          }}
          onChanged={credentials.refresh}
        />
      )}
      <DeleteCredentialDialog
        credential={deleting}
        onClose={() => {
          setDeleting(null);
        }}
        onDeleted={credentials.refresh}
      />
    </>
  );
}
