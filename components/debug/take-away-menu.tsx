"use client";

import {
  Archive,
  Download,
  FileDiff,
  FileText,
  Link2,
  Printer,
  SquareTerminal,
  SquareCode,
  type LucideIcon,
} from "lucide-react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/dropdown-menu";
import { useToast } from "@/components/ui/toast";
import type { CallDetail } from "@/lib/core/contracts/call";
import { useTakeAway } from "./use-take-away";

interface Form {
  readonly form: string;
  readonly label: string;
  readonly icon: LucideIcon;
}

const sdkNames: Readonly<Record<CallDetail["dialect"], string>> = { openai: "OpenAI", anthropic: "Anthropic" };

function listCopies(call: CallDetail): readonly Form[] {
  const sdk = sdkNames[call.dialect];
  return [
    { form: "curl-gateway", label: "curl to the gateway", icon: SquareTerminal },
    ...(call.upstream_url === null
      ? []
      : [{ form: "curl-provider", label: "curl to the provider", icon: SquareTerminal }]),
    { form: "sdk-python", label: `${sdk} SDK, Python`, icon: SquareCode },
    { form: "sdk-typescript", label: `${sdk} SDK, TypeScript`, icon: SquareCode },
    { form: "unified", label: "Unified diff", icon: FileDiff },
    { form: "markdown", label: "Markdown for an issue, secrets masked", icon: FileText },
  ];
}

const downloads: readonly Form[] = [
  { form: "har", label: "HAR with both hops", icon: Archive },
  { form: "unified", label: "Unified diff", icon: FileDiff },
  { form: "patch-request", label: "JSON Patch of the request", icon: Download },
  { form: "patch-response", label: "JSON Patch of the response", icon: Download },
  { form: "changes", label: "Changes as JSON", icon: Download },
];

/** Everything of the call that can be taken elsewhere. */
export function TakeAwayMenu({ call }: { readonly call: CallDetail }) {
  const { copy, download } = useTakeAway(call.id);
  const toast = useToast();
  // All but the summary is made from bodies.
  const isBare = call.bodies_removed === true;
  const copies = listCopies(call).filter(({ form }) => !isBare || form === "markdown");
  return (
    <DropdownMenu trigger={<Button icon={<Download className="size-3.5" aria-hidden="true" />}>Take away</Button>}>
      <MenuLabel>Copy</MenuLabel>
      <MenuItem
        onSelect={() => {
          navigator.clipboard.writeText(location.href).then(
            () => {
              toast.confirm("Link to this view copied");
            },
            () => {
              toast.complain("The browser did not allow copying.");
            },
          );
        }}
      >
        <Link2 aria-hidden="true" />
        Link to this view
      </MenuItem>
      {copies.map(({ form, label, icon: Icon }) => (
        <MenuItem
          key={form}
          onSelect={() => {
            copy(form, label);
          }}
        >
          <Icon aria-hidden="true" />
          {label}
        </MenuItem>
      ))}
      <MenuSeparator />
      {!isBare && <MenuLabel>Download</MenuLabel>}
      {(isBare ? [] : downloads).map(({ form, label, icon: Icon }) => (
        <MenuItem
          key={form}
          onSelect={() => {
            download(form);
          }}
        >
          <Icon aria-hidden="true" />
          {label}
        </MenuItem>
      ))}
      {!isBare && <MenuSeparator />}
      <MenuItem
        onSelect={() => {
          // After the menu has gone, or it would be in the picture.
          requestAnimationFrame(() => {
            print();
          });
        }}
      >
        <Printer aria-hidden="true" />
        Print
      </MenuItem>
    </DropdownMenu>
  );
}
