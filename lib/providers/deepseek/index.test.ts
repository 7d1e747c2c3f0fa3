import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { deepseekProvider } from "./index";

describeProvider(deepseekProvider, "deepseek");

describeEndpoints(deepseekProvider, "https://api.deepseek.com", [
  { dialect: "openai", target: "/v1/chat/completions", path: "/v1/chat/completions", key: "authorization Bearer" },
  { dialect: "anthropic", target: "/v1/messages", path: "/anthropic/v1/messages", key: "x-api-key" },
]);
