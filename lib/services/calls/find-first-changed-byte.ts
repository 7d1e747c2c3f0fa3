import type { FirstChangedByte } from "@/lib/core/consequences/find-consequences";
import type { CallDetail } from "@/lib/core/contracts/call";
import type { Db } from "@/lib/db/create-db";
import { getCallBytes } from "./get-call-bytes";

/** Beyond this the bytes of both sides are not read again for one figure. */
const maxBytes = 1024 * 1024;

/** Where the request's bytes first differ before and after policies; `null` when they do not, or it is not known. */
export async function findFirstChangedByte(
  db: Db,
  { id, bodies }: Pick<CallDetail, "id" | "bodies">,
): Promise<FirstChangedByte | null> {
  const find = (side: "client_request" | "upstream_request") => bodies.find((body) => body.side === side);
  const infos = [find("client_request"), find("upstream_request")];
  const [before, after] = infos;
  if (before === undefined || after === undefined || after.same_as !== null) return null;
  if (infos.some((info) => info === undefined || info.is_truncated || info.size > maxBytes)) return null;
  const [{ bytes: a }, { bytes: b }] = await Promise.all([
    getCallBytes(db, id, "client_request"),
    getCallBytes(db, id, "upstream_request"),
  ]);
  const at = b.findIndex((byte, index) => byte !== a[index]);
  return at === -1 && a.length === b.length ? null : { at: at === -1 ? b.length : at, of: b.length };
}
