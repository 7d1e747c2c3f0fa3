import { streamActivity } from "@/lib/runtime/activity";
import { defineRoute } from "@/lib/runtime/http";
import { activityQuery } from "@/lib/services/activity/activity-query";

export const GET = defineRoute({
  role: "viewer",
  query: activityQuery,
  run: ({ request, query }) => streamActivity(request, query),
});
