import { Plus } from "lucide-react";
import Link from "next/link";
import { buttonClasses } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CodeText } from "@/components/ui/code-text";
import type { TokenView } from "@/lib/core/contracts/token";
import { describeRequests } from "../token-state";

interface ProjectTokensCardProps {
  readonly projectId: string;
  readonly tokens: readonly TokenView[];
  readonly canEdit: boolean;
}

/** The tokens with which clients call for this project. */
export function ProjectTokensCard({ projectId, tokens, canEdit }: ProjectTokensCardProps) {
  const valid = tokens.filter((token) => token.revoked_at === null);
  const list = `/admin/tokens?project=${projectId}`;
  return (
    <Card>
      <CardHeader title="Tokens" description="What clients of this project send.">
        {canEdit && (
          <Link href={`${list}&new=1`} className={buttonClasses({ size: "sm" })}>
            <Plus className="size-3.5" aria-hidden="true" />
            Create token
          </Link>
        )}
      </CardHeader>
      {valid.length === 0 ? (
        <p className="px-4 py-6 text-center text-sm text-ink-3">No client can call for this project yet.</p>
      ) : (
        <ul className="grid">
          {valid.slice(0, 8).map((token) => (
            <li key={token.id} className="flex items-center gap-3 border-b px-4 py-2 text-sm last:border-b-0">
              <span className="min-w-0 flex-1 truncate font-medium">{token.name}</span>
              <CodeText className="hidden text-ink-3 sm:inline">dfr_{token.public_id}_…</CodeText>
              <span className="tabular text-xs text-ink-3">{describeRequests(token)}</span>
            </li>
          ))}
        </ul>
      )}
      {tokens.length > 0 && (
        <p className="border-t px-4 py-2 text-xs text-ink-3">
          <Link href={list} className="rounded-sm text-accent-ink hover:underline">
            All tokens of this project
          </Link>
        </p>
      )}
    </Card>
  );
}
