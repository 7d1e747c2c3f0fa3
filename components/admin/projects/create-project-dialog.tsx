"use client";

import { useRouter } from "next/navigation";
import { useId, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { FormFooter } from "@/components/ui/form-footer";
import { fetchJson } from "@/lib/client/fetch-json";
import type { ProjectView } from "@/lib/core/contracts/project";
import { NameField } from "../name-field";
import { useSubmit } from "../use-submit";

interface CreateProjectDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Makes a project by name and goes to it, where everything else is set up. */
export function CreateProjectDialog({ isOpen, onOpenChange }: CreateProjectDialogProps) {
  const formId = useId();
  const router = useRouter();
  const [name, setName] = useState("");
  const create = useSubmit({
    send: () => fetchJson<ProjectView>("/api/v1/projects", { method: "POST", body: { name: name.trim() } }),
    onSent: ({ id }) => {
      router.push(`/admin/projects/${id}`);
    },
  });
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create project"
      description="A project has its own upstreams, provider keys, policies and tokens."
      footer={
        <FormFooter
          formId={formId}
          submit="Create project"
          isBusy={create.isPending || create.isSuccess}
          onCancel={() => {
            onOpenChange(false);
          }}
        />
      }
    >
      <form id={formId} onSubmit={create.submit} className="grid gap-4">
        <NameField error={create.problem} value={name} onChange={setName} />
      </form>
    </Dialog>
  );
}
