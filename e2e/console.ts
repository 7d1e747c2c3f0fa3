import { expect, type Page } from "@playwright/test";
import axe from "axe-core";
import { adminEmail, adminPassword } from "./product";

/** What is still streaming in stands a second time beside the page, hidden, where searches by text or label find it. */
async function waitUntilStreamed(page: Page): Promise<void> {
  await expect(page.locator('div[hidden][id^="S:"]')).toHaveCount(0);
}

/** Opens a page, and waits until all of it is in its place. */
export async function openPage(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await waitUntilStreamed(page);
}

/** Signs in through the form and lands on `path`. */
export async function signIn(
  page: Page,
  path: string,
  person = { email: adminEmail, password: adminPassword },
): Promise<void> {
  await openPage(page, path);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`${path.replace(/[/?[\]]/g, "\\$&")}$`));
  await waitUntilStreamed(page);
}

interface Violation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds serious or critical on the page as it is now. */
export async function listSeriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then((result) => result.violations)",
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200) ?? ""}`);
}
