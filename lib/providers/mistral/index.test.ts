import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { mistralProvider } from "./index";

describeProvider(mistralProvider, "mistral");

describeEndpoints(mistralProvider, "https://api.mistral.ai", [
  {
    dialect: "openai",
    target: "/v1/chat/completions?a=1",
    path: "/v1/chat/completions?a=1",
    key: "authorization Bearer",
  },
]);
