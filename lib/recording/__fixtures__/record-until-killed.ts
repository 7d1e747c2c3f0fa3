/** A gateway of sorts: ends calls and prints their ids once acknowledged, leaves one open, until it is killed. */
import { writeSync } from "node:fs";
import { createJournal } from "../journal/create-journal";
import { createJournalRecorder } from "../journal/create-journal-recorder";
import { buildEnd, buildStart } from "./build-records";

async function main(directory: string): Promise<void> {
  const recorder = createJournalRecorder(await createJournal({ directory, segmentBytes: 64 * 1024 }));
  const open = buildStart({ session_id: "open" });
  await recorder.start(open);
  for (;;) {
    const { record, bytes } = buildEnd();
    await recorder.start({ ...buildStart(), call_id: record.call_id });
    await recorder.end(record, bytes);
    writeSync(1, `${record.call_id}\n`);
  }
}

main(process.argv[2] ?? "").catch(() => {
  process.exitCode = 1;
});
