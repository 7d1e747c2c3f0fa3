import { agentsDrivers } from "./agents-driver";
import { aiSdkDrivers } from "./ai-sdk-drivers";
import { anthropicDriver, oldAnthropicDriver } from "./anthropic-driver";
import type { ClientDriver } from "./client-driver";
import { langchainDrivers } from "./langchain-drivers";
import { openaiDriver } from "./openai-driver";

/** Every client that the tests drive. */
export const clientDrivers: readonly ClientDriver[] = [
  openaiDriver,
  anthropicDriver,
  oldAnthropicDriver,
  ...aiSdkDrivers,
  ...langchainDrivers,
  ...agentsDrivers,
];
