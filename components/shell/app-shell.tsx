"use client";

import { usePathname } from "next/navigation";
import { useCallback, useState, type ReactNode } from "react";
import type { Account } from "./account-menu";
import { CommandPalette } from "./command-palette";
import { PhoneBar, PhoneNavigation } from "./phone-navigation";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { SideNavigation } from "./side-navigation";
import { useShortcuts } from "./use-shortcuts";

interface AppShellProps {
  readonly account: Account;
  readonly children: ReactNode;
}

/** Everything around a page. */
export function AppShell({ account, children }: AppShellProps) {
  const pathname = usePathname();
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [isListOpen, setIsListOpen] = useState(false);
  const togglePalette = useCallback(() => {
    setIsPaletteOpen((isOpen) => !isOpen);
  }, []);
  const showShortcuts = useCallback(() => {
    setIsListOpen(true);
  }, []);
  useShortcuts({ togglePalette, showShortcuts });
  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-70 -translate-y-16 rounded-md bg-accent px-3 py-2 text-sm font-medium text-on-accent focus:translate-y-0 print:hidden"
      >
        Skip to content
      </a>
      <div className="min-h-dvh md:flex">
        <SideNavigation
          pathname={pathname}
          account={account}
          openPalette={togglePalette}
          showShortcuts={showShortcuts}
        />
        <PhoneBar account={account} openPalette={togglePalette} showShortcuts={showShortcuts} />
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 pb-16 outline-none md:pb-0">
          {children}
        </main>
        <PhoneNavigation pathname={pathname} openPalette={togglePalette} />
      </div>
      <CommandPalette
        canEdit={account.canEdit}
        isOpen={isPaletteOpen}
        onOpenChange={setIsPaletteOpen}
        showShortcuts={showShortcuts}
      />
      <ShortcutsDialog isOpen={isListOpen} onOpenChange={setIsListOpen} />
    </>
  );
}
