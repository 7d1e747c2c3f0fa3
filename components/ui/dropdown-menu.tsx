"use client";

import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { joinClasses } from "./join-classes";

const itemClasses =
  "flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 text-sm text-ink outline-none data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3";

interface DropdownMenuProps {
  /** One button. */
  readonly trigger: ReactNode;
  readonly align?: "start" | "end";
  readonly side?: "top" | "bottom";
  readonly children: ReactNode;
}

/** Commands behind a button. */
export function DropdownMenu({ trigger, align = "end", side = "bottom", children }: DropdownMenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 min-w-48 animate-rise-in rounded-lg bg-raised p-1 shadow-overlay"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface MenuItemProps extends Omit<ComponentProps<typeof Radix.Item>, "onSelect"> {
  readonly onSelect?: () => void;
  readonly isDangerous?: boolean;
}

/** A command. With `asChild` its only child may be a link. */
export function MenuItem({ onSelect, isDangerous = false, className, ...rest }: MenuItemProps) {
  return (
    <Radix.Item
      {...rest}
      {...(onSelect && { onSelect })}
      className={joinClasses(itemClasses, isDangerous && "text-removed-ink", className)}
    />
  );
}

interface MenuChoiceProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: ReactNode }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of a few, inside a menu. */
export function MenuChoice({ label, options, value, onChange }: MenuChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange} aria-label={label}>
      <MenuLabel>{label}</MenuLabel>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={joinClasses(itemClasses, "pr-8")}>
          {option.label}
          <Radix.ItemIndicator className="absolute right-3">
            <Check aria-hidden="true" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

/** Words above a group of commands. */
export function MenuLabel({ children }: { readonly children: ReactNode }) {
  return <Radix.Label className="eyebrow px-2 pt-2 pb-1">{children}</Radix.Label>;
}

/** A line between groups. */
export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
