"use client";

import { Plus } from "lucide-react";
import { Button } from "@/components/ui/button";

interface AddButtonProps {
  /** What is added to: a page's list, or the list in a card. */
  readonly place: "page" | "card";
  readonly label: string;
  readonly onClick: () => void;
}

/** Begins something new. */
export function AddButton({ place, label, onClick }: AddButtonProps) {
  const isPage = place === "page";
  return (
    <Button
      {...(isPage ? { variant: "primary" } : { size: "sm" })}
      icon={<Plus className={isPage ? "size-4" : "size-3.5"} aria-hidden="true" />}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
