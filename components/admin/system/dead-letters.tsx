"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, MailX, RotateCw } from "lucide-react";
import { Button, buttonClasses } from "@/components/ui/button";
import { Card, CardHeader } from "@/components/ui/card";
import { CodeText } from "@/components/ui/code-text";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorState } from "@/components/ui/error-state";
import { Cell, HeaderCell, Row, Table, TableHead } from "@/components/ui/table";
import { TimeText } from "@/components/ui/time-text";
import { useToast } from "@/components/ui/toast";
import { fetchJson } from "@/lib/client/fetch-json";
import type { Page } from "@/lib/core/contracts/call";
import type { DeadLetterView } from "@/lib/core/contracts/system";
import { formatBytes } from "@/lib/core/format/format-bytes";

const address = "/api/v1/system/dead-letters";
const queryKey = ["dead-letters"];

function LetterActions({ letter }: { readonly letter: DeadLetterView }) {
  const client = useQueryClient();
  const toast = useToast();
  const retry = useMutation({
    mutationFn: () =>
      fetchJson<{ stored: boolean; reason: string | null }>(`${address}/${letter.id}/retry`, {
        method: "POST",
        body: {},
      }),
    onSuccess: ({ stored, reason }) => {
      if (stored) toast.confirm("The call is stored.");
      else toast.complain(`Refused again: ${reason ?? "no reason given"}`);
      return client.invalidateQueries({ queryKey });
    },
    onError: (error) => {
      toast.complain(error.message);
    },
  });
  return (
    <span className="flex justify-end gap-1.5">
      <a href={`${address}/${letter.id}/raw`} download className={buttonClasses({ size: "sm", variant: "ghost" })}>
        <Download className="size-3.5" aria-hidden="true" /> Download
      </a>
      <Button
        size="sm"
        icon={<RotateCw className="size-3.5" />}
        isBusy={retry.isPending}
        onClick={() => {
          retry.mutate();
        }}
      >
        Retry
      </Button>
    </span>
  );
}

function LetterTable({ letters, canEdit }: { readonly letters: readonly DeadLetterView[]; readonly canEdit: boolean }) {
  return (
    <Table label="Dead letters">
      <TableHead>
        <tr>
          <HeaderCell>Call</HeaderCell>
          <HeaderCell>Why</HeaderCell>
          <HeaderCell isNumeric>Size</HeaderCell>
          <HeaderCell isNumeric>Set aside</HeaderCell>
          {canEdit && <HeaderCell />}
        </tr>
      </TableHead>
      <tbody>
        {letters.map((letter) => (
          <Row key={letter.id}>
            <Cell>
              <CodeText className="text-xs whitespace-nowrap text-ink-2">{letter.call_id ?? "unknown"}</CodeText>
            </Cell>
            <Cell className="min-w-60 font-mono text-xs wrap-anywhere text-ink-2">{letter.reason}</Cell>
            <Cell isNumeric className="whitespace-nowrap">
              {formatBytes(letter.size)}
            </Cell>
            <Cell isNumeric className="whitespace-nowrap text-ink-2">
              <TimeText value={letter.created_at} />
            </Cell>
            {canEdit && (
              <Cell>
                <LetterActions letter={letter} />
              </Cell>
            )}
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

interface DeadLettersProps {
  /** `null` while the database cannot be asked. */
  readonly count: number | null;
  readonly canEdit: boolean;
}

/** Records that the database refused one by one, with why. */
export function DeadLetters({ count, canEdit }: DeadLettersProps) {
  const { data, error } = useQuery({
    queryKey: [...queryKey, count],
    queryFn: ({ signal }) => fetchJson<Page<DeadLetterView>>(address, { signal }),
    enabled: count !== null && count > 0,
  });
  return (
    <Card className="min-w-0 overflow-hidden">
      <CardHeader
        title="Dead letters"
        description="Records that the database refused; what the journal had of them is kept"
      />
      {count === null && <EmptyState title="Not known while the database does not answer" />}
      {count === 0 && <EmptyState icon={<MailX />} title="Nothing was refused" />}
      {count !== null && count > 0 && error !== null && (
        <ErrorState title="They could not be listed">{error.message}</ErrorState>
      )}
      {data !== undefined && count !== null && count > 0 && <LetterTable letters={data.data} canEdit={canEdit} />}
    </Card>
  );
}
