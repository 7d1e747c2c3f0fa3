"use client";

import { Ellipsis, Search } from "lucide-react";
import Link from "next/link";
import { joinClasses } from "@/components/ui/join-classes";
import { AccountMenu, type Account } from "./account-menu";
import { Wordmark } from "./logo";
import { isCurrentItem, navigationItems } from "./navigation-items";

interface PhoneBarProps {
  readonly account: Account;
  readonly openPalette: () => void;
  readonly showShortcuts: () => void;
}

/** Top of narrow screens: name, search, account. */
export function PhoneBar({ account, openPalette, showShortcuts }: PhoneBarProps) {
  return (
    <header className="sticky top-0 z-30 flex h-12 items-center justify-between border-b bg-canvas pr-2 pl-4 md:hidden print:hidden">
      <Link href="/" aria-label="Diffract, dashboard" className="flex rounded-md">
        <Wordmark />
      </Link>
      <div className="flex">
        <button
          type="button"
          onClick={openPalette}
          aria-label="Open command palette"
          className="flex size-9 items-center justify-center rounded-md text-ink-2 hover:bg-hover"
        >
          <Search className="size-4.5" aria-hidden="true" />
        </button>
        <AccountMenu account={account} showShortcuts={showShortcuts} isCompact />
      </div>
    </header>
  );
}

/** As many as a narrow screen has room for; the others are in the command palette. */
const shownItems = 4;

const itemClasses =
  "flex h-13 flex-col items-center justify-center gap-0.5 text-2xs font-medium focus-visible:-outline-offset-2";

interface PhoneNavigationProps {
  readonly pathname: string;
  readonly openPalette: () => void;
}

/** Bottom of narrow screens: the pages, within reach of a thumb. */
export function PhoneNavigation({ pathname, openPalette }: PhoneNavigationProps) {
  const isElsewhere = navigationItems.slice(shownItems).some((item) => isCurrentItem(item, pathname));
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 grid auto-cols-fr grid-flow-col border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden print:hidden"
    >
      {navigationItems.slice(0, shownItems).map((item) => {
        const isCurrent = isCurrentItem(item, pathname);
        return (
          <Link
            key={item.href}
            href={item.href}
            aria-current={isCurrent ? "page" : undefined}
            className={joinClasses(itemClasses, isCurrent ? "text-accent-ink" : "text-ink-3")}
          >
            <item.icon className="size-4.5" aria-hidden="true" />
            {item.label}
          </Link>
        );
      })}
      <button
        type="button"
        onClick={openPalette}
        className={joinClasses(itemClasses, isElsewhere ? "text-accent-ink" : "text-ink-3")}
      >
        <Ellipsis className="size-4.5" aria-hidden="true" />
        More
      </button>
    </nav>
  );
}
