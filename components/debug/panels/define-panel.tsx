import { useMemo, type ComponentType } from "react";
import type { CallDetail } from "@/lib/core/contracts/call";

/** What every panel is a picture of. */
export interface PanelInput {
  readonly call: CallDetail;
}

export interface PanelViewProps<Data> extends PanelInput {
  readonly data: Data;
}

interface PanelDefinition<Data> {
  readonly id: string;
  readonly title: string;
  /** Decides what to show; `null` hides the panel. Pure. */
  readonly prepare: (input: PanelInput) => Data | null;
  /** Draws what was decided. */
  readonly View: ComponentType<PanelViewProps<Data>>;
}

/** A panel whose data type has been forgotten. */
export interface DebugPanel {
  readonly id: string;
  readonly title: string;
  readonly Panel: ComponentType<PanelInput>;
}

/** Declares a panel of the debug page; add it to the registry. */
export function definePanel<Data>({ id, title, prepare, View }: PanelDefinition<Data>): DebugPanel {
  function Panel({ call }: PanelInput) {
    const data = useMemo(() => prepare({ call }), [call]);
    return data === null ? null : <View data={data} call={call} />;
  }
  return { id, title, Panel };
}
