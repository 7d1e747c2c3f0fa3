"use client";

import { Command } from "cmdk";
import {
  CornerDownLeft,
  FileSearch,
  FolderPlus,
  GitCompareArrows,
  Keyboard,
  KeyRound,
  LogOut,
  Monitor,
  Moon,
  Search,
  Sun,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as Radix } from "radix-ui";
import { useState, type ReactNode } from "react";
import { Kbd } from "@/components/ui/kbd";
import { useFocusReturn } from "@/components/ui/use-focus-return";
import { setTheme } from "@/components/ui/theme";
import { navigationItems } from "./navigation-items";
import { findPastedId } from "./find-pasted-id";
import { leave } from "./leave";

interface EntryProps {
  readonly icon: ReactNode;
  readonly keys?: readonly string[];
  readonly value: string;
  readonly onSelect: () => void;
  readonly isForced?: boolean;
  readonly children: ReactNode;
}

function Entry({ icon, keys = [], value, onSelect, isForced = false, children }: EntryProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      forceMount={isForced}
      className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 text-sm text-ink data-[selected=true]:bg-selected [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      <span className="flex gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </span>
    </Command.Item>
  );
}

/** What a search text can be besides a command: a call, a trace, or words to look for. */
function SearchEntries({ text, go }: { readonly text: string; readonly go: (href: string) => void }) {
  const pasted = findPastedId(text);
  if (pasted?.kind === "call") {
    return (
      <Entry
        icon={<FileSearch />}
        value={`open ${text}`}
        isForced
        onSelect={() => {
          go(`/debug/request/${pasted.id}`);
        }}
      >
        Open call <span className="font-mono text-xs">{pasted.id}</span>
      </Entry>
    );
  }
  const words = pasted?.id ?? text.trim();
  if (words === "") return null;
  return (
    <Entry
      icon={<Search />}
      value={`search ${text}`}
      isForced
      onSelect={() => {
        go(`/calls?q=${encodeURIComponent(words)}`);
      }}
    >
      {pasted ? "Find calls of trace " : "Search calls for "}
      <span className="font-mono text-xs">{words}</span>
    </Entry>
  );
}

const groupClasses =
  "px-1.5 pb-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3";

interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly showShortcuts: () => void;
  readonly canEdit: boolean;
}

/** What is looked for. */
function PaletteInput({ text, onChange }: { readonly text: string; readonly onChange: (text: string) => void }) {
  return (
    <div className="flex h-12 items-center gap-2.5 border-b px-4">
      <Search className="size-4 shrink-0 text-ink-3" aria-hidden="true" />
      <Command.Input
        value={text}
        onValueChange={onChange}
        placeholder="Go to a page, paste a call or trace id…"
        className="h-full min-w-0 flex-1 bg-transparent text-base outline-none"
      />
      <Kbd>Esc</Kbd>
    </div>
  );
}

const creations = [
  { label: "Create token", icon: <KeyRound />, href: "/admin/tokens?new=1" },
  { label: "Create project", icon: <FolderPlus />, href: "/admin/projects?new=1" },
] as const;

function CreateEntries({ go }: { readonly go: (href: string) => void }) {
  return creations.map(({ label, icon, href }) => (
    <Entry
      key={href}
      icon={icon}
      value={label.toLowerCase()}
      onSelect={() => {
        go(href);
      }}
    >
      {label}
    </Entry>
  ));
}

/** Everything by name: pages, a pasted call or trace id, words in calls, theme, sign out. */
export function CommandPalette({ isOpen, onOpenChange, showShortcuts, canEdit }: CommandPaletteProps) {
  const router = useRouter();
  const [text, setText] = useState("");
  const run = (action: () => void) => () => {
    onOpenChange(false);
    setText("");
    action();
  };
  const go = (href: string): void => {
    run(() => {
      router.push(href);
    })();
  };
  const returnFocus = useFocusReturn(isOpen);
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade-in bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={returnFocus}
          aria-describedby={undefined}
          className="fixed inset-x-2 top-2 z-50 mx-auto max-w-xl animate-rise-in overflow-hidden rounded-xl bg-raised shadow-overlay sm:top-[14dvh]"
        >
          <Radix.Title className="sr-only">Command palette</Radix.Title>
          <Command label="Command palette" loop>
            <PaletteInput text={text} onChange={setText} />
            <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto py-1">
              <Command.Group heading="Calls" className={groupClasses} forceMount>
                <SearchEntries text={text} go={go} />
              </Command.Group>
              <Command.Group heading="Pages" className={groupClasses}>
                {navigationItems.map((item) => (
                  <Entry
                    key={item.href}
                    icon={<item.icon />}
                    keys={["g", item.key]}
                    value={`go to ${item.label}`}
                    onSelect={() => {
                      go(item.href);
                    }}
                  >
                    {item.label}
                  </Entry>
                ))}
              </Command.Group>
              <Command.Group heading="Do" className={groupClasses}>
                {canEdit && <CreateEntries go={go} />}
                <Entry
                  icon={<GitCompareArrows />}
                  value="compare two calls"
                  onSelect={() => {
                    go("/debug/compare");
                  }}
                >
                  Compare two calls
                </Entry>
                <Entry
                  icon={<Sun />}
                  value="theme light"
                  onSelect={run(() => {
                    setTheme("light");
                  })}
                >
                  Light theme
                </Entry>
                <Entry
                  icon={<Moon />}
                  value="theme dark"
                  onSelect={run(() => {
                    setTheme("dark");
                  })}
                >
                  Dark theme
                </Entry>
                <Entry
                  icon={<Monitor />}
                  value="theme system"
                  onSelect={run(() => {
                    setTheme("system");
                  })}
                >
                  System theme
                </Entry>
                <Entry icon={<Keyboard />} keys={["?"]} value="keyboard shortcuts" onSelect={run(showShortcuts)}>
                  Keyboard shortcuts
                </Entry>
                <Entry icon={<LogOut />} value="sign out" onSelect={run(leave)}>
                  Sign out
                </Entry>
              </Command.Group>
            </Command.List>
            <footer className="flex items-center gap-1.5 border-t px-4 py-2 text-2xs text-ink-3">
              <CornerDownLeft className="size-3" aria-hidden="true" /> to choose
            </footer>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
