/** A record that the database refused, stored from the page System once it can be; and one that is refused again, with why. */
import { expect, test } from "@playwright/test";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { buildEnd } from "@/lib/recording/__fixtures__/build-records";
import { encodeDeadLetter } from "@/lib/recording/store/dead-letter-record";
import { openPage, signIn } from "./console";
import { runSql } from "./read-record";

const reason = "set aside by a test";

async function setAside(record: Buffer, callId: string | null): Promise<string> {
  const id = createUuidV7(Date.now());
  const insert = "INSERT INTO dead_letters (id, call_id, reason, record) VALUES ($1, $2, $3, $4)";
  await runSql(insert, [id, callId, reason, record]);
  return id;
}

test("a dead letter is stored when it is tried again, or says why it is refused", async ({ page }) => {
  const { record, bytes } = buildEnd();
  const whole = Object.fromEntries(Object.entries(bytes).map(([side, pieces]) => [side, Buffer.concat(pieces)]));
  const ids = [await setAside(encodeDeadLetter(record, whole), record.call_id)];
  ids.push(await setAside(Buffer.from("no record at all"), null));
  try {
    await signIn(page, "/admin/settings");
    const table = page.getByRole("table", { name: "Dead letters" });
    const unknown = table.getByRole("row", { name: /^unknown/ });
    await expect(unknown).toContainText(reason);
    await unknown.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByText(/^Refused again: /).first()).toBeVisible();
    await expect(unknown).not.toContainText(reason);

    const known = table.getByRole("row", { name: new RegExp(`^${record.call_id}`) });
    // By keyboard: what the first one was told may lie over the button for a while.
    await known.getByRole("button", { name: "Retry" }).press("Enter");
    await expect(page.getByText("The call is stored.").first()).toBeVisible();
    await expect(known).toHaveCount(0);
    await openPage(page, `/debug/request/${record.call_id}`);
    await expect(page.getByText("Your account number is").first()).toBeVisible();
  } finally {
    await runSql("DELETE FROM dead_letters WHERE id = ANY($1)", [ids]);
    await runSql("DELETE FROM conversation_calls WHERE call_id = $1", [record.call_id]);
  }
});
