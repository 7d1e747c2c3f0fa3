/** A process that appends records and prints each number once its record is acknowledged, until it is killed. */
import { randomBytes } from "node:crypto";
import { writeSync } from "node:fs";
import { createJournal } from "../create-journal";

async function main(directory: string): Promise<void> {
  const journal = await createJournal({ directory, segmentBytes: 256 * 1024 });
  for (let base = 0; ; base += 8) {
    await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        await journal.append("end", { number: base + index }, [randomBytes(1000)]);
        writeSync(1, `${String(base + index)}\n`);
      }),
    );
  }
}

main(process.argv[2] ?? "").catch(() => {
  process.exitCode = 1;
});
