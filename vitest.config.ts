import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const ignored = ["**/node_modules/**", "**/.next/**", "**/dist/**", "**/.diffract*/**", "e2e/**"];
const alias = { "@/": root };

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...ignored, "**/*.db.test.ts", "**/*.process.test.ts", "**/*.agents.test.ts"],
          // Far above what any of them takes: a bound on what hangs, not a measure of speed.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "db",
          include: ["**/*.db.test.ts"],
          exclude: ignored,
          globalSetup: ["lib/testing/database-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // Real processes from dist/: `npm test` builds first.
          name: "process",
          include: ["**/*.process.test.ts"],
          exclude: ignored,
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        resolve: { alias },
        test: {
          // Coding agents from npm, by `npm run test:clients`; not part of `npm test`.
          name: "agents",
          include: ["**/*.agents.test.ts"],
          exclude: ignored,
          fileParallelism: false,
        },
      },
    ],
  },
});
