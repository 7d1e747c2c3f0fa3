"use client";

import { useRouter } from "next/navigation";
import { SegmentedControl } from "@/components/ui/segmented-control";
import type { OverviewWindow } from "@/lib/core/contracts/overview";

const options = [
  { value: "1h", label: "Last hour" },
  { value: "24h", label: "24 hours" },
] as const;

/** Which stretch of time the figures are about; kept in the URL. */
export function WindowSwitch({ window }: { readonly window: OverviewWindow }) {
  const router = useRouter();
  return (
    <SegmentedControl<OverviewWindow>
      label="Time"
      options={options}
      value={window}
      onChange={(next) => {
        router.replace(next === "24h" ? "/" : `/?window=${next}`, { scroll: false });
      }}
    />
  );
}
