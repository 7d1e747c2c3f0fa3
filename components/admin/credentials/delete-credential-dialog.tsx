"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { fetchJson } from "@/lib/client/fetch-json";
import type { CredentialWithUses } from "@/lib/core/contracts/credential";
import { credentialPath } from "./credential-path";

interface DeleteCredentialDialogProps {
  readonly credential: CredentialWithUses | null;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

const inUse = "Give these upstreams another key first, or remove them.";
const forgotten = "The key is forgotten here; it stays valid at the provider until you revoke it there.";

function Uses({ credential: { project, uses } }: { readonly credential: CredentialWithUses }) {
  const count = uses.length;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
      <dt className="text-ink-3">Project</dt>
      <dd>
        <Link href={`/admin/projects/${project.id}`} className="rounded-sm text-accent-ink hover:underline">
          {project.name}
        </Link>
      </dd>
      <dt className="text-ink-3">Used by</dt>
      <dd>{count === 0 ? "nothing" : `${count} ${count === 1 ? "upstream" : "upstreams"} of this project`}</dd>
    </dl>
  );
}

/** Asks before a key is deleted; one that an upstream sends cannot be, and then it says which. */
export function DeleteCredentialDialog({ credential, onClose, onDeleted }: DeleteCredentialDialogProps) {
  const toast = useToast();
  const remove = useMutation({
    mutationFn: (row: CredentialWithUses) => fetchJson(credentialPath(row), { method: "DELETE" }),
    onSuccess: () => {
      toast.confirm(`“${credential?.name ?? ""}” is deleted.`);
      onDeleted();
      onClose();
    },
    onError: (error) => {
      toast.complain(error.message);
    },
  });
  const name = credential?.name ?? "";
  const isUsed = (credential?.uses.length ?? 0) > 0;
  return (
    <Dialog
      isOpen={credential !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={isUsed ? `“${name}” is in use` : `Delete “${name}”?`}
      description={isUsed ? inUse : forgotten}
      footer={
        <>
          <Button onClick={onClose}>{isUsed ? "Close" : "Keep it"}</Button>
          {!isUsed && (
            <Button
              variant="danger"
              isBusy={remove.isPending}
              onClick={() => {
                if (credential) remove.mutate(credential);
              }}
            >
              Delete key
            </Button>
          )}
        </>
      }
    >
      {credential !== null && <Uses credential={credential} />}
    </Dialog>
  );
}
