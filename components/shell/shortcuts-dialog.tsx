"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/switch";
import { navigationItems } from "./navigation-items";
import { setShortcuts, useShortcutPreference } from "./shortcut-preference";

const groups: readonly { readonly title: string; readonly rows: readonly (readonly [string, readonly string[]])[] }[] =
  [
    {
      title: "Anywhere",
      rows: [
        ["Command palette", ["⌘ / Ctrl", "K"]],
        ["Search on this page", ["/"]],
        ["This list", ["?"]],
      ],
    },
    { title: "Go to", rows: navigationItems.map((item) => [item.label, ["g", item.key]] as const) },
    {
      title: "On the page of a call",
      rows: [
        ["Next and previous change", ["n", "p"]],
        ["Conversation, JSON, unified, tree, changes, headers, raw", ["1", "…", "7"]],
        ["Policies, client, model", ["h"]],
        ["One policy after the other", ["s"]],
      ],
    },
    {
      title: "In lists of calls",
      rows: [
        ["Next and previous", ["↓", "↑"]],
        ["Ten on and ten back", ["PgDn", "PgUp"]],
        ["First and last", ["Home", "End"]],
        ["Open", ["Enter"]],
        ["Pause or resume the live feed", ["Space"]],
      ],
    },
    {
      title: "In the trace of a call",
      rows: [
        ["Next and previous span", ["f", "b"]],
        ["Close and open a span", ["←", "→"]],
        ["Details of a span", ["Enter"]],
        ["Close all and open all", ["]", "["]],
        ["One level less and more", ["p", "o"]],
        ["Earlier and later", ["a", "d"]],
        ["Closer, further, all of it", ["+", "−", "0"]],
        ["Find a span", ["/"]],
        ["Leave the details", ["Esc"]],
      ],
    },
  ];

interface ShortcutsDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** Every shortcut, and the switch that turns single keys off. */
export function ShortcutsDialog({ isOpen, onOpenChange }: ShortcutsDialogProps) {
  const isOn = useShortcutPreference();
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="Keyboard shortcuts"
      footer={<Switch label="Single-key shortcuts" isOn={isOn} onChange={setShortcuts} />}
    >
      <div className="grid gap-5 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title} className="min-w-0">
            <h3 className="eyebrow mb-1.5">{group.title}</h3>
            <dl className="grid gap-1.5">
              {group.rows.map(([label, keys]) => (
                <div key={label} className="flex items-center justify-between gap-4">
                  <dt className="text-sm text-ink-2">{label}</dt>
                  <dd className="flex gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
