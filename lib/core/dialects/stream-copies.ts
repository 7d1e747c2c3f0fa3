import type { SlotValue, StreamDelta } from "./dialect-adapter";

/**
 * Texts that an event carries whole, of slots that were listed for a value of it.
 * @param slotRoot where that value is in the reassembled body, in place of `listedRoot`
 * @param eventRoot where it is in the event
 */
export function toCopies(
  slots: readonly SlotValue[],
  { listedRoot = "", slotRoot, eventRoot }: { listedRoot?: string; slotRoot: string; eventRoot: string },
): StreamDelta[] {
  return slots
    .filter(({ text }) => text !== "")
    .map(({ path, ...slot }) => {
      const rest = path.slice(listedRoot.length);
      return { ...slot, slotPath: slotRoot + rest, eventPath: eventRoot + rest };
    });
}
