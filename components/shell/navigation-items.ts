import {
  Activity,
  FolderTree,
  HeartPulse,
  KeyRound,
  LayoutDashboard,
  ListTree,
  ShieldCheck,
  Vault,
  type LucideIcon,
} from "lucide-react";

export interface NavigationItem {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** The key after `g`. */
  readonly key: string;
  /** Pages below these paths belong to this item. */
  readonly prefixes: readonly string[];
}

/** The pages that exist, in order. */
export const navigationItems: readonly NavigationItem[] = [
  { href: "/", label: "Dashboard", icon: LayoutDashboard, key: "d", prefixes: [] },
  { href: "/activity", label: "Activity", icon: Activity, key: "a", prefixes: ["/activity"] },
  { href: "/calls", label: "Calls", icon: ListTree, key: "c", prefixes: ["/calls", "/debug"] },
  { href: "/policies", label: "Policies", icon: ShieldCheck, key: "p", prefixes: ["/policies"] },
  { href: "/admin/tokens", label: "Tokens", icon: KeyRound, key: "t", prefixes: ["/admin/tokens"] },
  { href: "/admin/projects", label: "Projects", icon: FolderTree, key: "j", prefixes: ["/admin/projects"] },
  { href: "/admin/credentials", label: "Credentials", icon: Vault, key: "k", prefixes: ["/admin/credentials"] },
  { href: "/admin/settings", label: "System", icon: HeartPulse, key: "s", prefixes: ["/admin/settings"] },
];

/** Whether the item is where the reader is. */
export function isCurrentItem(item: NavigationItem, pathname: string): boolean {
  if (item.href === pathname) return true;
  return item.prefixes.some((prefix) => pathname === prefix || pathname.startsWith(`${prefix}/`));
}
