"use client";

import { KeyRound } from "lucide-react";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import type { Tone } from "@/components/ui/tone";
import { useNow } from "@/components/ui/use-now";
import type { NamedRef, Page } from "@/lib/core/contracts/call";
import type { TokenView } from "@/lib/core/contracts/token";
import { AddButton } from "./add-button";
import { CreateTokenDialog } from "./create-token-dialog";
import { ListFrame } from "./list-frame";
import { ProjectFilter } from "./project-filter";
import { RevokeTokenDialog } from "./revoke-token-dialog";
import { describeRequests, getTokenState, type TokenState } from "./token-state";
import { useList } from "./use-list";

const states: Readonly<Record<TokenState, { readonly label: string; readonly tone: Tone }>> = {
  active: { label: "Active", tone: "added" },
  exhausted: { label: "Used up", tone: "warning" },
  expired: { label: "Expired", tone: "warning" },
  revoked: { label: "Revoked", tone: "removed" },
};

interface TokenLineProps {
  readonly token: TokenView;
  /** `null` for whoever may not. */
  readonly onRevoke: (() => void) | null;
}

function TokenLine({ token, onRevoke }: TokenLineProps) {
  const now = useNow();
  const state = getTokenState(token, now ?? Date.parse(token.created_at));
  const requests = (
    <span className={state === "exhausted" ? "font-medium text-warning-ink" : undefined}>
      {describeRequests(token)}
    </span>
  );
  const metadata = Object.entries(token.metadata);
  return (
    <Row className="h-12">
      <Cell className="font-medium">
        {token.name}
        <CodeText className="block text-xs text-ink-3 md:hidden">dfr_{token.public_id}_…</CodeText>
        <span className="tabular block text-xs font-normal text-ink-2 sm:hidden">{requests} requests</span>
        {metadata.length > 0 && (
          <span className="mt-0.5 flex flex-wrap gap-1">
            {metadata.map(([key, value]) => (
              <span key={key} className="rounded-xs bg-sunken px-1 text-2xs font-normal text-ink-2">
                {key}={typeof value === "string" ? value : JSON.stringify(value)}
              </span>
            ))}
          </span>
        )}
      </Cell>
      <Cell className="hidden text-ink-2 sm:table-cell">{token.project.name}</Cell>
      <Cell className="hidden md:table-cell">
        <CodeText className="whitespace-nowrap text-ink-2">dfr_{token.public_id}_…</CodeText>
      </Cell>
      <Cell>
        <Badge tone={states[state].tone}>{states[state].label}</Badge>
      </Cell>
      <Cell className="tabular hidden whitespace-nowrap text-ink-2 sm:table-cell">{requests}</Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <TimeText value={token.created_at} />
      </Cell>
      <Cell className="hidden text-ink-2 sm:table-cell">
        {token.expires_at === null ? "Never" : <TimeText value={token.expires_at} />}
      </Cell>
      <Cell className="text-right">
        {token.revoked_at === null && onRevoke !== null && (
          <Button size="sm" variant="ghost" onClick={onRevoke} aria-label={`Revoke ${token.name}`}>
            Revoke
          </Button>
        )}
      </Cell>
    </Row>
  );
}

interface TokensViewProps {
  readonly initial: Page<TokenView>;
  readonly projects: readonly NamedRef[];
  /** Where clients reach the gateway. */
  readonly origin: string;
  /** A model for the ready line. */
  readonly model: string;
  readonly canEdit: boolean;
}

/** Every token, and the dialogs that make and revoke them. */
export function TokensView({ initial, projects, origin, model, canEdit }: TokensViewProps) {
  const pathname = usePathname();
  const params = useSearchParams();
  const isCreating = params.get("new") === "1";
  const project = projects.find(({ id }) => id === params.get("project"))?.id ?? null;
  const [revoking, setRevoking] = useState<TokenView | null>(null);
  const tokens = useList("tokens", initial);
  const go = (next: { readonly project: string | null; readonly isOpen: boolean }): void => {
    const query = new URLSearchParams({
      ...(next.project !== null && { project: next.project }),
      ...(next.isOpen && { new: "1" }),
    }).toString();
    history.replaceState(null, "", query === "" ? pathname : `${pathname}?${query}`);
  };
  const setIsCreating = (isOpen: boolean): void => {
    go({ project, isOpen });
  };
  const rows = tokens.rows.filter((token) => project === null || token.project.id === project);
  const create = canEdit && (
    <AddButton
      place="page"
      label="Create token"
      onClick={() => {
        setIsCreating(true);
      }}
    />
  );
  return (
    <>
      <ListFrame
        list={tokens}
        count={rows.length}
        noun="token"
        canEdit={canEdit}
        actions={
          <div className="flex flex-wrap items-center justify-end gap-2">
            <ProjectFilter
              projects={projects}
              value={project}
              onChange={(next) => {
                go({ project: next, isOpen: false });
              }}
            />
            {create}
          </div>
        }
        empty={
          <EmptyState icon={<KeyRound />} title="No tokens" action={create}>
            A client needs one to send calls through the gateway.
          </EmptyState>
        }
      >
        <Table label="Tokens">
          <TableHead>
            <tr>
              <HeaderCell>Name</HeaderCell>
              <HeaderCell className="hidden sm:table-cell">Project</HeaderCell>
              <HeaderCell className="hidden md:table-cell">Begins with</HeaderCell>
              <HeaderCell>State</HeaderCell>
              <HeaderCell className="hidden sm:table-cell">Requests</HeaderCell>
              <HeaderCell className="hidden lg:table-cell">Created</HeaderCell>
              <HeaderCell className="hidden sm:table-cell">Expires</HeaderCell>
              <HeaderCell>
                <span className="sr-only">Actions</span>
              </HeaderCell>
            </tr>
          </TableHead>
          <tbody>
            {rows.map((token) => (
              <TokenLine
                key={token.id}
                token={token}
                onRevoke={
                  canEdit
                    ? () => {
                        setRevoking(token);
                      }
                    : null
                }
              />
            ))}
          </tbody>
        </Table>
      </ListFrame>
      <CreateTokenDialog
        isOpen={isCreating && canEdit}
        onOpenChange={setIsCreating}
        projects={projects}
        project={project}
        origin={origin}
        model={model}
        onCreated={tokens.refresh}
      />
      <RevokeTokenDialog
        token={revoking}
        onClose={() => {
          setRevoking(null);
        }}
        onRevoked={tokens.refresh}
      />
    </>
  );
}
