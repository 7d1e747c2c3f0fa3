import { AppError } from "@/lib/core/errors";
import type { IdParams } from "../input";
import type { ServiceContext } from "../service-context";

/** Deletes a policy that no project uses: taking protection away is a step of its own, at the project. */
export async function deletePolicy({ db }: ServiceContext, { id }: IdParams): Promise<void> {
  await db.$transaction(async (tx) => {
    const users = await tx.project.findMany({ where: { policyIds: { has: id } }, select: { name: true } });
    if (users.length > 0) {
      const names = users.map(({ name }) => name).join(", ");
      throw new AppError("conflict", `This policy is in use by: ${names}. Take it out there first.`);
    }
    const { count } = await tx.policy.deleteMany({ where: { id } });
    if (count === 0) throw new AppError("not_found", "There is no such policy.");
  });
}
