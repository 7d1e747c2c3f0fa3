/** `npm run oracle -- --minutes 20 --seed 7`: one run after another, each with a seed of its own, until the time is over. */
import { parseArgs } from "node:util";
import { runOracle } from "./run-oracle";

const { values } = parseArgs({ options: { minutes: { type: "string" }, seed: { type: "string" } } });
const minutes = Number(values.minutes ?? "1");
const firstSeed = Number(values.seed ?? "1");
const longestRunSeconds = 60;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const endsAt = Date.now() + minutes * 60_000;
let failed = 0;
for (let seed = firstSeed; seed === firstSeed || Date.now() < endsAt; seed++) {
  const seconds = Math.min(longestRunSeconds, Math.max(1, (endsAt - Date.now()) / 1000));
  const { issued, finished, stored, unrecordedRefusals, faults, problems } = await runOracle({ seed, seconds, say });
  say(
    `seed ${seed}: ${issued} issued, ${finished} finished, ${stored} stored, ${unrecordedRefusals} refusals not recorded`,
  );
  say(`  ${JSON.stringify(faults)}`);
  for (const problem of problems) say(`  ${problem}`);
  if (problems.length === 0) continue;
  failed += 1;
  say(`  replay: npm run oracle -- --minutes ${(seconds / 60).toFixed(2)} --seed ${seed}`);
}
say(failed === 0 ? "Nothing was lost, doubled, changed or made up." : `${failed} seeds failed.`);
process.exit(failed === 0 ? 0 : 1);
