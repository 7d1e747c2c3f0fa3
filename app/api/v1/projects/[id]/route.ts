import { defineRoute } from "@/lib/runtime/http";
import { getProject } from "@/lib/services/projects/get-project";
import { updateProjectInput } from "@/lib/services/projects/project-input";
import { updateProject } from "@/lib/services/projects/update-project";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  params: ["id"],
  run: ({ context, params }) => getProject(context, params),
});

export const PATCH = defineRoute({
  role: "admin",
  params: ["id"],
  input: updateProjectInput,
  run: ({ context, params, input }) => updateProject(context, { ...input, ...params }),
});
