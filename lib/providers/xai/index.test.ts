import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { xaiProvider } from "./index";

describeProvider(xaiProvider, "xai");

describeEndpoints(xaiProvider, "https://api.x.ai", [
  { dialect: "openai", target: "/v1/responses?a=1", path: "/v1/responses?a=1", key: "authorization Bearer" },
]);
