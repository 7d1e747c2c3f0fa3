"use client";

import { Copy, Download, MoreHorizontal } from "lucide-react";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { PreparedSide } from "@/lib/core/format/prepare-bodies";
import { useTakeAway } from "../use-take-away";

interface SideActionsProps {
  readonly call: CallDetail;
  readonly side: PreparedSide;
}

/** Copy and download of what a section shows. */
export function SideActions({ call, side }: SideActionsProps) {
  const { copy, download } = useTakeAway(call.id);
  if (["empty", "running", "so-far", "removed"].includes(side.status)) return null;
  const { hook } = side;
  const versions = [
    { form: `${hook}-original`, label: "Original as JSON" },
    { form: `${hook}-final`, label: "Final as JSON" },
    { form: `patch-${hook}`, label: "Changes as JSON Patch" },
  ] as const;
  return (
    <DropdownMenu
      trigger={
        <IconButton label={`Copy or download the ${hook}`}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuLabel>Copy</MenuLabel>
      {versions.map(({ form, label }) => (
        <MenuItem
          key={form}
          onSelect={() => {
            copy(form, label);
          }}
        >
          <Copy aria-hidden="true" />
          {label}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuLabel>Download</MenuLabel>
      {versions.map(({ form, label }) => (
        <MenuItem
          key={form}
          onSelect={() => {
            download(form);
          }}
        >
          <Download aria-hidden="true" />
          {label}
        </MenuItem>
      ))}
    </DropdownMenu>
  );
}
