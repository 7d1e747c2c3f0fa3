import { isUuid } from "./is-uuid";

/** When a UUIDv7 was made, in epoch milliseconds; `null` for other ids, which do not say. */
export function readUuidTime(id: string): number | null {
  if (!isUuid(id) || id.charAt(14) !== "7") return null;
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
