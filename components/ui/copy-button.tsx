"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";

interface CopyButtonProps {
  /** The text, or how to make it when it is needed. */
  readonly value: string | (() => string | Promise<string>);
  /** What is copied, for example `Copy call id`. */
  readonly label: string;
  /** Shows the label beside the icon. */
  readonly hasText?: boolean;
  readonly size?: "sm" | "md";
}

type Outcome = "idle" | "copied" | "failed";
const words: Readonly<Record<Outcome, string | null>> = { idle: null, copied: "Copied", failed: "Could not copy" };

/** Copies text, and says whether it did. */
export function CopyButton({ value, label, hasText = false, size = "sm" }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>("idle");
  useEffect(() => {
    if (outcome === "idle") return;
    const timer = setTimeout(() => {
      setOutcome("idle");
    }, 1_600);
    return () => {
      clearTimeout(timer);
    };
  }, [outcome]);
  const copy = (): void => {
    Promise.resolve(typeof value === "string" ? value : value())
      .then((text) => navigator.clipboard.writeText(text))
      .then(
        () => {
          setOutcome("copied");
        },
        () => {
          setOutcome("failed");
        },
      );
  };
  const icon = outcome === "copied" ? <Check className="size-3.5 text-added" /> : <Copy className="size-3.5" />;
  const text = words[outcome] ?? label;
  return (
    <>
      {hasText ? (
        <Button size={size} icon={icon} onClick={copy}>
          {text}
        </Button>
      ) : (
        <IconButton label={text} size={size} onClick={copy}>
          {icon}
        </IconButton>
      )}
      <span role="status" className="sr-only">
        {words[outcome]}
      </span>
    </>
  );
}
