import type { StreamEcho } from "@/lib/core/dialects/dialect-adapter";
import type { JsonSplice } from "@/lib/core/json/splice-json";
import type { DeltaOwner } from "./stream-slot";

const none: readonly JsonSplice[] = [];

/** Texts that the events of a stream repeat from their beginning: each time they become what the client was sent of them. */
export class StreamEchoes {
  private readonly said = new Map<string, string>();

  /** What to change in the echoes of an event that leaves, whose deltas are decided. */
  list(owners: readonly DeltaOwner[], echoes: readonly StreamEcho[] = []): readonly JsonSplice[] {
    if (this.said.size === 0 && echoes.length === 0) return none;
    for (const { slotPath } of echoes) if (!this.said.has(slotPath)) this.said.set(slotPath, "");
    for (const { delta, out } of owners) {
      const said = this.said.get(delta.slotPath);
      if (said !== undefined) this.said.set(delta.slotPath, said + out);
    }
    return echoes.flatMap(({ slotPath, eventPath: path, text }) => {
      const value = this.said.get(slotPath) ?? text;
      return value === text ? [] : [{ path, value }];
    });
  }
}
