/** `npm run demo`: sends varied calls through the running gateway, so that every page has something to show. */
import { isAppError } from "@/lib/core/errors";
import { getEnv } from "@/lib/runtime/env";
import { demoLanes } from "./demo/demo-calls";
import { drawProgress } from "./demo/draw-progress";
import { formatDemoReport } from "./demo/format-demo-report";
import { buildBaseUrl, createDemoToken, createRequest, readAdminToken, requireRunning } from "./demo/prepare-demo";
import { readOutcomes } from "./demo/read-outcomes";
import { sendDemoCall, type DemoResult } from "./demo/send-demo-call";
import { print, printError } from "./print";

async function runDemo(): Promise<void> {
  const env = getEnv();
  const baseUrl = buildBaseUrl(env);
  await requireRunning(baseUrl);
  const request = createRequest(baseUrl, await readAdminToken(env, process.cwd()));
  const token = await createDemoToken(request);
  const total = demoLanes.flat().length;
  print(`Sending ${total} calls to ${baseUrl} …`);
  let done = 0;
  const lanes = await Promise.all(
    demoLanes.map(async (lane) => {
      const results: DemoResult[] = [];
      for (const call of lane) {
        drawProgress(done, total, call.title);
        results.push(await sendDemoCall(baseUrl, token, call));
        done += 1;
        drawProgress(done, total, call.title);
      }
      return results;
    }),
  );
  const results = lanes.flat();
  print(formatDemoReport(results, await readOutcomes(request, results), baseUrl));
  if (results.some(({ status, expected }) => status !== expected)) process.exitCode = 1;
}

try {
  await runDemo();
} catch (error) {
  printError(isAppError(error) ? error.message : String(error));
  process.exitCode = 1;
}
