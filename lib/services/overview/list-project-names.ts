import type { NamedRef } from "@/lib/core/contracts/call";
import type { Db } from "@/lib/db/create-db";

/** Every project by name, for filters and forms. */
export async function listProjectNames(db: Db): Promise<readonly NamedRef[]> {
  return db.project.findMany({ select: { id: true, name: true }, orderBy: { name: "asc" } });
}
