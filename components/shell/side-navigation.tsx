"use client";

import { PanelLeft, Search } from "lucide-react";
import Link from "next/link";
import { joinClasses } from "@/components/ui/join-classes";
import { Kbd } from "@/components/ui/kbd";
import { AccountMenu, type Account } from "./account-menu";
import { Logo } from "./logo";
import { isCurrentItem, navigationItems } from "./navigation-items";

function toggleWidth(): void {
  const root = document.documentElement;
  const isNarrow = root.dataset.navigation === "narrow";
  if (isNarrow) delete root.dataset.navigation;
  else root.dataset.navigation = "narrow";
  try {
    localStorage.setItem("diffract.navigation", isNarrow ? "wide" : "narrow");
  } catch {
    // Storage may be forbidden: the width then lasts as long as the page.
  }
}

interface SideNavigationProps {
  readonly pathname: string;
  readonly account: Account;
  readonly openPalette: () => void;
  readonly showShortcuts: () => void;
}

/** The pages, on the left of wide screens. Its width is an attribute of the document, so that a reload never jumps. */
export function SideNavigation({ pathname, account, openPalette, showShortcuts }: SideNavigationProps) {
  return (
    <aside className="sticky top-0 hidden h-dvh w-54 shrink-0 flex-col border-r bg-sunken md:flex narrow:w-14 print:hidden">
      <div className="flex h-14 shrink-0 items-center justify-between pr-2 pl-4 narrow:justify-center narrow:px-0">
        <Link href="/" className="inline-flex items-center gap-2 rounded-md text-ink" aria-label="Diffract, dashboard">
          <Logo />
          <span className="text-base font-semibold tracking-[-0.01em] narrow:hidden">Diffract</span>
        </Link>
      </div>
      <div className="px-2.5">
        <button
          type="button"
          onClick={openPalette}
          title="Search and commands"
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2 text-sm text-ink-3 shadow-raised hover:text-ink narrow:justify-center narrow:px-0"
        >
          <Search className="size-3.5" aria-hidden="true" />
          <span className="flex-1 text-left narrow:sr-only">Search</span>
          <span aria-hidden="true" className="narrow:hidden">
            <Kbd>⌘K</Kbd>
          </span>
        </button>
      </div>
      <nav aria-label="Main" className="grid gap-0.5 px-2.5 pt-4">
        {navigationItems.map((item) => {
          const isCurrent = isCurrentItem(item, pathname);
          return (
            <Link
              key={item.href}
              href={item.href}
              title={item.label}
              aria-current={isCurrent ? "page" : undefined}
              className={joinClasses(
                "flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium narrow:justify-center narrow:px-0",
                isCurrent ? "bg-selected text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
              )}
            >
              <item.icon
                className={joinClasses("size-4 shrink-0", isCurrent && "text-accent-ink")}
                aria-hidden="true"
              />
              <span className="truncate narrow:sr-only">{item.label}</span>
            </Link>
          );
        })}
      </nav>
      <div className="mt-auto grid gap-0.5 p-2.5">
        <AccountMenu account={account} showShortcuts={showShortcuts} />
        <button
          type="button"
          onClick={toggleWidth}
          className="flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-sm text-ink-3 hover:bg-hover hover:text-ink narrow:justify-center"
        >
          <PanelLeft className="size-4.5 shrink-0" aria-hidden="true" />
          <span className="narrow:hidden">Collapse</span>
          <span className="sr-only hidden narrow:inline">Expand</span>
        </button>
      </div>
    </aside>
  );
}
