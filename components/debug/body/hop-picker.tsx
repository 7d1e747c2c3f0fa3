"use client";

import { ArrowRight, Languages, MonitorSmartphone, ShieldCheck, Sparkles, type LucideIcon } from "lucide-react";
import { joinClasses } from "@/components/ui/join-classes";
import { Select } from "@/components/ui/select";
import { hops, hopWords, type Hop, type HopPreset } from "@/lib/core/format/hops";
import type { ViewState } from "./use-view-state";

interface PresetLook {
  readonly value: HopPreset;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly meaning: string;
}

const presets: readonly PresetLook[] = [
  { value: "policies", label: "What policies did", icon: ShieldCheck, meaning: "Before and after the policies" },
  {
    value: "client",
    label: "What the client saw",
    icon: MonitorSmartphone,
    meaning: "What it sent and what it received",
  },
  {
    value: "model",
    label: "What the model saw",
    icon: Sparkles,
    meaning: "What went to the provider and what it answered",
  },
  {
    value: "translation",
    label: "What translation did",
    icon: Languages,
    meaning: "What policies left, and what the provider got",
  },
];

const noTranslation = "No translation took place: what the policies left is what went over the wire, byte for byte.";
const options = hops.map((hop) => ({ value: hop, label: hopWords[hop].name }));

function readHopName(name: string, fallback: Hop): Hop {
  return hops.find((hop) => hop === name) ?? fallback;
}

interface HopPickerProps {
  readonly viewState: Pick<ViewState, "preset" | "selection" | "setPreset" | "setPair">;
  /** Whether other bytes than the policies left went over the wire. */
  readonly isTranslated: boolean;
}

/** Chooses which two places on the call's way are compared. */
export function HopPicker({ viewState, isTranslated }: HopPickerProps) {
  const { preset, selection, setPreset, setPair } = viewState;
  const [pair] = selection.pairs;
  const [from, to]: [Hop, Hop] = [pair?.from ?? "client_sent", pair?.to ?? "after_policies"];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 md:px-6 print:hidden">
      <div role="group" aria-label="Which places are compared" className="flex flex-wrap gap-1.5">
        {presets.map(({ value, label, icon: Icon, meaning }) => {
          const isOff = value === "translation" && !isTranslated;
          return (
            <button
              key={value}
              type="button"
              aria-pressed={preset === value}
              aria-disabled={isOff}
              title={isOff ? noTranslation : meaning}
              onClick={() => {
                if (!isOff) setPreset(value);
              }}
              className={joinClasses(
                "inline-flex h-7 items-center gap-1.5 rounded-full border px-2.5 text-xs font-medium transition-colors [&_svg]:size-3.5",
                preset === value
                  ? "border-accent bg-selected text-accent-ink"
                  : "border-line-strong bg-surface text-ink-2",
                isOff ? "cursor-not-allowed border-dashed text-ink-3" : "hover:bg-hover",
              )}
            >
              <Icon aria-hidden="true" />
              {label}
              {isOff && <span className="sr-only">: {noTranslation}</span>}
            </button>
          );
        })}
      </div>
      <div className="flex items-center gap-1.5 text-xs text-ink-3">
        <span className="max-sm:sr-only">or compare</span>
        <Select
          label="From"
          value={from}
          options={options}
          onChange={(next) => {
            setPair(readHopName(next, from), to);
          }}
        />
        <ArrowRight className="size-3.5 shrink-0" aria-label="with" />
        <Select
          label="To"
          value={to}
          options={options}
          onChange={(next) => {
            setPair(from, readHopName(next, to));
          }}
        />
      </div>
    </div>
  );
}
