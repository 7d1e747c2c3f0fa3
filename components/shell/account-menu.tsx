"use client";

import { CircleUser, Keyboard, LogOut } from "lucide-react";
import { DropdownMenu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/dropdown-menu";
import { setTheme, themes, useTheme } from "@/components/ui/theme";
import { leave } from "./leave";

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly canEdit: boolean;
}

const labels = { system: "System", light: "Light", dark: "Dark" };

interface AccountMenuProps {
  readonly account: Account;
  readonly showShortcuts: () => void;
  /** Only the icon, where there is little room. */
  readonly isCompact?: boolean;
}

/** Who is signed in, how it looks, and the way out. */
export function AccountMenu({ account, showShortcuts, isCompact = false }: AccountMenuProps) {
  const theme = useTheme();
  return (
    <DropdownMenu
      align={isCompact ? "end" : "start"}
      side={isCompact ? "bottom" : "top"}
      trigger={
        <button
          type="button"
          aria-label={`Account of ${account.name}`}
          className="flex h-9 min-w-9 items-center justify-center gap-2.5 rounded-md px-2 text-left text-sm text-ink-2 hover:bg-hover hover:text-ink data-[state=open]:bg-hover md:w-full md:justify-start"
        >
          <CircleUser className="size-4.5 shrink-0" aria-hidden="true" />
          {!isCompact && <span className="truncate narrow:hidden">{account.name}</span>}
        </button>
      }
    >
      <MenuLabel>
        {account.email}
        {!account.canEdit && <span className="block">May look, not change</span>}
      </MenuLabel>
      <MenuSeparator />
      <MenuChoice
        label="Theme"
        value={theme}
        onChange={(value) => {
          setTheme(themes.find((known) => known === value) ?? "system");
        }}
        options={themes.map((value) => ({ value, label: labels[value] }))}
      />
      <MenuSeparator />
      <MenuItem onSelect={showShortcuts}>
        <Keyboard aria-hidden="true" /> Keyboard shortcuts
      </MenuItem>
      <MenuItem onSelect={leave}>
        <LogOut aria-hidden="true" /> Sign out
      </MenuItem>
    </DropdownMenu>
  );
}
