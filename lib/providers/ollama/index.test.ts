import { describeEndpoints } from "@/lib/testing/describe-endpoints";
import { describeProvider } from "@/lib/testing/describe-provider";
import { ollamaProvider } from "./index";

describeProvider(ollamaProvider, "ollama");

describeEndpoints(ollamaProvider, "http://127.0.0.1:11434", [
  { dialect: "openai", target: "/v1/chat/completions", path: "/v1/chat/completions", key: "authorization Bearer" },
  { dialect: "anthropic", target: "/v1/messages", path: "/v1/messages", key: "authorization Bearer" },
]);
