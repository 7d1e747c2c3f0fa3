import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./find-chromium";

// Chosen once: the workers load this file again and inherit the environment.
process.env["E2E_PORT"] ??= String(20_000 + Math.floor(Math.random() * 10_000));
process.env["E2E_CHROMIUM"] ??= await findChromium();

export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  globalSetup: "./global-setup.ts",
  // Bounds on what hangs, far above what anything takes.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  use: {
    baseURL: `http://127.0.0.1:${process.env["E2E_PORT"]}`,
    viewport: { width: 1280, height: 800 },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: { executablePath: process.env["E2E_CHROMIUM"], args: chromiumFlags },
  },
});
