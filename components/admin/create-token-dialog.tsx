"use client";

import { useId, useState } from "react";
import { writeClientSnippets } from "@/components/call-parts/client-snippets";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-text";
import { CopyButton } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { FormFooter } from "@/components/ui/form-footer";
import type { NamedRef } from "@/lib/core/contracts/call";
import { CreateTokenForm, type CreatedToken } from "./create-token-form";

interface CreateTokenDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly projects: readonly NamedRef[];
  /** Chosen beforehand; `null` for the first. */
  readonly project: string | null;
  readonly origin: string;
  readonly model: string;
  readonly onCreated: () => void;
}

/** The one moment at which a token's text can be seen. */
function Secret({ created, origin, model }: { created: CreatedToken; origin: string; model: string }) {
  const curl = writeClientSnippets(origin, created.token, model)[0]?.code ?? "";
  return (
    <div className="grid grid-cols-1 gap-4">
      <div className="grid grid-cols-1 gap-1.5">
        <p className="text-xs font-medium text-ink-2">Token</p>
        <CodeBlock label="Token" actions={<CopyButton label="Copy token" value={created.token} />}>
          {created.token}
        </CodeBlock>
      </div>
      <div className="grid grid-cols-1 gap-1.5">
        <p className="text-xs font-medium text-ink-2">Try it</p>
        <CodeBlock label="A curl line that uses the token" actions={<CopyButton label="Copy curl" value={curl} />}>
          {curl}
        </CodeBlock>
      </div>
    </div>
  );
}

/** Makes a token, then shows it once. */
export function CreateTokenDialog({ isOpen, onOpenChange, projects, project, ...rest }: CreateTokenDialogProps) {
  const formId = useId();
  const [isBusy, setIsBusy] = useState(false);
  const [created, setCreated] = useState<CreatedToken | null>(null);
  const change = (next: boolean): void => {
    if (!next) setCreated(null);
    onOpenChange(next);
  };
  const close = (): void => {
    change(false);
  };
  if (created) {
    return (
      <Dialog
        key="secret"
        isOpen={isOpen}
        isPinned
        size="lg"
        onOpenChange={change}
        title={`Token “${created.name}” is ready`}
        description="Copy it now. Only a fingerprint is kept, so it cannot be shown again."
        footer={
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <Secret created={created} origin={rest.origin} model={rest.model} />
      </Dialog>
    );
  }
  return (
    <Dialog
      key="form"
      isOpen={isOpen}
      onOpenChange={change}
      title="Create token"
      description="Clients send it in place of a provider's key."
      footer={<FormFooter formId={formId} submit="Create token" isBusy={isBusy} onCancel={close} />}
    >
      <CreateTokenForm
        formId={formId}
        projects={projects}
        initialProject={project}
        onBusy={setIsBusy}
        onCreated={(token) => {
          setCreated(token);
          rest.onCreated();
        }}
      />
    </Dialog>
  );
}
