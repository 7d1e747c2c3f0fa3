import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { openrouterProvider } from "./index";

describeProvider(openrouterProvider, "openrouter");

describeEndpoints(openrouterProvider, "https://openrouter.ai", [
  { dialect: "openai", target: "/v1/chat/completions", path: "/api/v1/chat/completions", key: "authorization Bearer" },
  { dialect: "anthropic", target: "/v1/messages", path: "/api/v1/messages", key: "authorization Bearer" },
]);
