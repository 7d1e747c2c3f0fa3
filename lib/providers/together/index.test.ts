import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { togetherProvider } from "./index";

describeProvider(togetherProvider, "together");

describeEndpoints(togetherProvider, "https://api.together.xyz", [
  { dialect: "openai", target: "/v1/completions?a=1", path: "/v1/completions?a=1", key: "authorization Bearer" },
]);
