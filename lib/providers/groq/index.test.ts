import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { groqProvider } from "./index";

describeProvider(groqProvider, "groq");

describeEndpoints(groqProvider, "https://api.groq.com", [
  {
    dialect: "openai",
    target: "/v1/chat/completions?a=1",
    path: "/openai/v1/chat/completions?a=1",
    key: "authorization Bearer",
  },
]);
