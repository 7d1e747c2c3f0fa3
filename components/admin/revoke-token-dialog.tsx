"use client";

import { useMutation } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { fetchJson } from "@/lib/client/fetch-json";
import type { TokenView } from "@/lib/core/contracts/token";

interface RevokeTokenDialogProps {
  readonly token: TokenView | null;
  readonly onClose: () => void;
  readonly onRevoked: () => void;
}

/** Asks before a token stops working, by its name. */
export function RevokeTokenDialog({ token, onClose, onRevoked }: RevokeTokenDialogProps) {
  const toast = useToast();
  const revoke = useMutation({
    mutationFn: (id: string) => fetchJson(`/api/v1/tokens/${id}`, { method: "DELETE" }),
    onSuccess: () => {
      toast.confirm(`Token “${token?.name ?? ""}” is revoked.`);
      onRevoked();
      onClose();
    },
    onError: (error) => {
      toast.complain(error.message);
    },
  });
  return (
    <Dialog
      isOpen={token !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      title={`Revoke “${token?.name ?? ""}”?`}
      description="Clients that use it are refused within two seconds. This cannot be undone."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button
            variant="danger"
            isBusy={revoke.isPending}
            onClick={() => {
              if (token) revoke.mutate(token.id);
            }}
          >
            Revoke {token?.name}
          </Button>
        </>
      }
    >
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
        <dt className="text-ink-3">Project</dt>
        <dd>{token?.project.name}</dd>
        <dt className="text-ink-3">Begins with</dt>
        <dd className="font-mono text-xs leading-5">dfr_{token?.public_id}_</dd>
      </dl>
    </Dialog>
  );
}
