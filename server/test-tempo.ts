/** `npm run test:tempo -- http://tempo:3200`: whether Diffract and a Tempo that runs understand each other. */
import { parseArgs } from "node:util";
import { tryTempo } from "@/lib/runtime/check-tempo";
import { print, printError } from "./print";

const usage = `Usage: npm run test:tempo -- http://tempo:3200 [--push http://tempo:4318] [--tenant name] [--search-seconds 60]

Sends traces of invented calls to Tempo and reads them back by trace id and by call id. They stay there.
--push            where Tempo takes OTLP/HTTP; without it the same host, port 4318
--search-seconds  how long a search may take to find what was sent`;

function readAddresses() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { push: { type: "string" }, tenant: { type: "string" }, "search-seconds": { type: "string" } },
  });
  const [queryUrl] = positionals;
  const { push, tenant, "search-seconds": seconds = "60" } = values;
  if (queryUrl === undefined || !URL.canParse(queryUrl) || !/^\d+$/.test(seconds)) return null;
  const base = new URL(queryUrl);
  base.port = "4318";
  const pushUrl = new URL(push ?? base.origin);
  if (!pushUrl.pathname.endsWith("/v1/traces")) pushUrl.pathname = "/v1/traces";
  return { queryUrl, pushUrl: pushUrl.href, tenant, searchPatienceMs: Number(seconds) * 1000 };
}

async function main(): Promise<number> {
  const addresses = readAddresses();
  if (addresses === null) {
    printError(usage);
    return 2;
  }
  print(`Asking ${addresses.queryUrl}, sending to ${addresses.pushUrl}`);
  const isGood = await tryTempo(addresses, ({ title, isGood: isFine, detail }) => {
    print(`  ${isFine ? "ok  " : "FAIL"}  ${title}: ${detail}`);
  });
  print(isGood ? "Diffract and this Tempo understand each other." : "Something does not work; see above.");
  return isGood ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  printError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  process.exitCode = 2;
}
