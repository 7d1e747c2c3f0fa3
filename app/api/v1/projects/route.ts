import { defineRoute } from "@/lib/runtime/http";
import { pageQuery } from "@/lib/services/input";
import { createProject } from "@/lib/services/projects/create-project";
import { listProjects } from "@/lib/services/projects/list-projects";
import { createProjectInput } from "@/lib/services/projects/project-input";

export const dynamic = "force-dynamic";

export const GET = defineRoute({
  role: "viewer",
  query: pageQuery,
  run: ({ context, query }) => listProjects(context, query),
});

export const POST = defineRoute({
  role: "admin",
  input: createProjectInput,
  status: 201,
  run: ({ context, input }) => createProject(context, input),
});
