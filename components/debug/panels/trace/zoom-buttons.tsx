import { FoldHorizontal, Maximize, Minus, Plus } from "lucide-react";
import { IconButton } from "@/components/ui/icon-button";
import type { WaterfallActions } from "./use-waterfall-keys";

interface ZoomButtonsProps {
  readonly actions: Pick<WaterfallActions, "zoom" | "resetZoom">;
  readonly isWhole: boolean;
  readonly hasGaps: boolean;
  readonly isCompressed: boolean;
  readonly onCompress: (isCompressed: boolean) => void;
}

/** How much of the time axis is shown. */
export function ZoomButtons({ actions, isWhole, hasGaps, isCompressed, onCompress }: ZoomButtonsProps) {
  return (
    <span className="flex items-center">
      {hasGaps && (
        <IconButton
          label={isCompressed ? "Show gaps at full length" : "Shorten gaps in which nothing begins or ends"}
          aria-pressed={isCompressed}
          onClick={() => {
            onCompress(!isCompressed);
          }}
          className={isCompressed ? "bg-accent-soft text-accent-ink" : ""}
        >
          <FoldHorizontal aria-hidden="true" />
        </IconButton>
      )}
      <IconButton
        label="Zoom in (+)"
        onClick={() => {
          actions.zoom(0.5);
        }}
      >
        <Plus aria-hidden="true" />
      </IconButton>
      <IconButton
        label="Zoom out (-)"
        disabled={isWhole}
        onClick={() => {
          actions.zoom(2);
        }}
      >
        <Minus aria-hidden="true" />
      </IconButton>
      <IconButton
        label="Show all (0)"
        disabled={isWhole}
        onClick={() => {
          actions.resetZoom();
        }}
      >
        <Maximize aria-hidden="true" />
      </IconButton>
    </span>
  );
}
