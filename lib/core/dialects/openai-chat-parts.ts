/** How pieces of a chat stream find their place in the whole message; shared by the reader and the assembler. */
import { asNumber, asString, type JsonObject } from "../json/json-access";

/** Position of a piece among the tool calls of its message. */
export type ToolCallPlacer = (call: JsonObject) => number;

/**
 * Tool calls are told apart by `index`. Without one (Mistral): the same `id` is the same call, a new `id` opens the next,
 * no `id` continues the last. Positions count in order of first sight, because indices may be sparse or start at 1.
 */
export function createToolCallPlacer(): ToolCallPlacer {
  const byIndex = new Map<number, number>();
  const byId = new Map<string, number>();
  let count = 0;
  let last = -1;

  function locate(index: number | null, id: string | null): number {
    if (index !== null) return byIndex.get(index) ?? count;
    if (id !== null && id !== "") return byId.get(id) ?? count;
    return Math.max(last, 0);
  }

  return (call) => {
    const index = asNumber(call.index);
    const id = asString(call.id);
    const position = locate(index, id);
    if (position === count) count++;
    if (index !== null) byIndex.set(index, position);
    if (id !== null && id !== "" && !byId.has(id)) byId.set(id, position);
    last = position;
    return position;
  };
}

/** Position of a part when content comes as an array of parts (Mistral): neighbours of one type are one part. */
export interface PartPlacer {
  readonly place: (type: string) => number;
  readonly hasParts: () => boolean;
}

/** Makes the part placer of one message. */
export function createPartPlacer(): PartPlacer {
  let position = -1;
  let lastType: string | null = null;
  return {
    place: (type) => {
      if (type !== lastType || (type !== "text" && type !== "thinking")) position++;
      lastType = type;
      return position;
    },
    hasParts: () => position >= 0,
  };
}
