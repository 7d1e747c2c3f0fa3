"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useId, useState, type SyntheticEvent } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { fetchJson } from "@/lib/client/fetch-json";
import type { ProjectView } from "@/lib/core/contracts/project";

interface CreateProjectDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Makes a project by name and goes to it, where everything else is set up. */
export function CreateProjectDialog({ isOpen, onOpenChange }: CreateProjectDialogProps) {
  const formId = useId();
  const router = useRouter();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => fetchJson<ProjectView>("/api/v1/projects", { method: "POST", body: { name: name.trim() } }),
    onSuccess: ({ id }) => {
      router.push(`/admin/projects/${id}`);
    },
  });
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    if (!create.isPending) create.mutate();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Create project"
      description="A project has its own upstreams, provider keys, policies and tokens."
      footer={
        <>
          <Button
            onClick={() => {
              onOpenChange(false);
            }}
          >
            Cancel
          </Button>
          <Button variant="primary" type="submit" form={formId} isBusy={create.isPending || create.isSuccess}>
            Create project
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="grid gap-4">
        <Field label="Name" error={create.error?.message ?? null}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={100}
              autoComplete="off"
              value={name}
              onChange={(event) => {
                setName(event.target.value);
              }}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
