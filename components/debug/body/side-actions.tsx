"use client";

import { Copy, Download, MoreHorizontal } from "lucide-react";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { useToast } from "@/components/ui/toast";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { Json } from "@/lib/core/dialects/dialect-adapter";
import { downloadText } from "./download-text";
import type { PreparedSide } from "./prepare-bodies";

interface SideActionsProps {
  readonly call: CallDetail;
  readonly side: PreparedSide;
}

const print = (value: Json): string => JSON.stringify(value, null, 2);

/** Copy and download of what a section shows. */
export function SideActions({ call, side }: SideActionsProps) {
  const toast = useToast();
  const { original, final } = call[side.hook] as { readonly original: Json; readonly final: Json };
  const copy = (value: Json, what: string): void => {
    navigator.clipboard.writeText(print(value)).then(
      () => {
        toast.confirm(`${what} copied`);
      },
      () => {
        toast.complain("The browser did not allow copying.");
      },
    );
  };
  const download = (value: unknown, what: string): void => {
    downloadText(`${call.id}-${side.hook}-${what}.json`, JSON.stringify(value, null, 2));
  };
  if (original === null && final === null) return null;
  const versions = [
    ["original", original],
    ["final", final],
  ] as const;
  return (
    <DropdownMenu
      trigger={
        <IconButton label={`Copy or download the ${side.hook}`}>
          <MoreHorizontal />
        </IconButton>
      }
    >
      <MenuLabel>Copy</MenuLabel>
      {versions.map(([name, value]) => (
        <MenuItem
          key={name}
          disabled={value === null}
          onSelect={() => {
            copy(value, name === "original" ? "Original" : "Final");
          }}
        >
          <Copy aria-hidden="true" />
          {name === "original" ? "Original as JSON" : "Final as JSON"}
        </MenuItem>
      ))}
      <MenuSeparator />
      <MenuLabel>Download</MenuLabel>
      {versions.map(([name, value]) => (
        <MenuItem
          key={name}
          disabled={value === null}
          onSelect={() => {
            download(value, name);
          }}
        >
          <Download aria-hidden="true" />
          {name === "original" ? "Original as JSON" : "Final as JSON"}
        </MenuItem>
      ))}
      <MenuItem
        disabled={side.changes.length === 0}
        onSelect={() => {
          download(side.changes, "changes");
        }}
      >
        <Download aria-hidden="true" />
        Changes as JSON
      </MenuItem>
    </DropdownMenu>
  );
}
