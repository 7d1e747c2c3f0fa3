/**
 * Pages in the states that are not the usual one. With E2E_FREEZE=1 also while Postgres is really frozen, which takes half a
 * minute: pages wait as long as their connections do before they say so.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { hashPassword } from "@/lib/auth/password";
import { createUuidV7 } from "@/lib/core/ids/uuid-v7";
import { listSeriousViolations, openPage, signIn } from "./console";
import { adminToken, readAddress, readDataDirectory, readGatewayToken } from "./product";
import { runSql } from "./read-record";

const away = {
  status: 503,
  json: { error: { code: "database_unavailable", message: "The database cannot be asked right now.", details: null } },
};

async function ask(page: Page): Promise<string> {
  const answer = await page.request.post(`${readAddress()}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${readGatewayToken()}` },
    data: { model: "demo-fast", messages: [{ role: "user", content: "What's my account number?" }] },
  });
  const id = answer.headers()["x-diffract-call-id"] ?? "";
  await expect
    .poll(async () => {
      const headers = { authorization: `Bearer ${adminToken}` };
      const call = await page.request.get(`${readAddress()}/api/v1/calls/${id}`, { headers });
      return call.ok() ? ((await call.json()) as { readonly state: string }).state : "unknown";
    })
    .toBe("completed");
  return id;
}

/** A call under another id, as if it had just been stored. */
const copyCall = `
  INSERT INTO conversation_calls SELECT (jsonb_populate_record(call, jsonb_build_object(
    'call_id', $2::text, 'revision', nextval('call_revision')))).* FROM conversation_calls AS call WHERE call.call_id = $1`;

/** Asks the page for another comparison; buttons do nothing before the page has come alive. */
async function notice(page: Page, what: Locator): Promise<void> {
  await expect(async () => {
    await page.getByRole("button", { name: "What the model saw" }).click();
    await expect(what).toBeVisible({ timeout: 3_000 });
  }).toPass({ timeout: 25_000 });
}

test("says what is the matter with a call that is unknown, new, without its bodies, or out of reach", async ({
  page,
}) => {
  test.setTimeout(90_000);
  await signIn(page, "/debug/request/0193e4a1-5b7c-7d2e-9f10-3c5a8e6b2d41");
  await expect(page.getByRole("heading", { level: 1, name: "There is no call with this id" })).toBeVisible();
  await expect(page.getByText("The id was made")).toContainText("2024");
  const fresh = createUuidV7(Date.now());
  await openPage(page, `/debug/request/${fresh}`);
  await expect(page.getByText("This page looks again by itself.")).toBeVisible();

  const id = await ask(page);
  await runSql(copyCall, [id, fresh]);
  await expect(page.getByRole("button", { name: "Take away" })).toBeVisible();
  await runSql("DELETE FROM call_bodies WHERE call_id = $1", [id]);
  await runSql("DELETE FROM conversation_events WHERE call_id = $1", [id]);
  await openPage(page, `/debug/request/${id}`);
  await expect(page.getByText("What was said is no longer kept; everything else is.")).toBeVisible();
  for (const name of ["Request", "Response"]) {
    await expect(page.getByRole("region", { name: `${name}, original and final` })).toContainText("No longer kept");
  }
  await expect(page.getByRole("link", { name: "Compare" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Run again" })).toHaveCount(0);
  await expect(page.getByText(/sent no body|no answer|got no body/)).toHaveCount(0);
  expect(await listSeriousViolations(page)).toEqual([]);

  // While the database is away the page keeps what it has, says that it is old, and recovers by itself.
  const isOld = page.getByText("This page could not be brought up to date");
  await page.route("**/api/v1/calls/*/view*", (route) => route.fulfill(away));
  await notice(page, isOld);
  await page.unroute("**/api/v1/calls/*/view*");
  await expect(isOld).toHaveCount(0);

  // A session that ends meanwhile leads to sign in, and back.
  await page.context().clearCookies();
  const toSignIn = page.getByRole("link", { name: "Sign in" });
  await page.getByRole("button", { name: "What the client saw" }).click();
  await expect(toSignIn).toHaveAttribute("href", /^\/sign-in\?callbackUrl=%2Fdebug%2Frequest%2F/);
});

test("says on the dashboard that the database is away, of when its figures are, and goes on by itself", async ({
  page,
}) => {
  await ask(page);
  await page.route("**/readyz", (route) => route.fulfill({ status: 503, json: { missing: ["database"] } }));
  await signIn(page, "/");
  const notice = page.getByRole("alert").filter({ hasText: "The database does not answer." });
  await expect(notice).toContainText("As of", { timeout: 20_000 });
  await expect(page.getByText("Calls over time")).toBeVisible();
  expect(await listSeriousViolations(page)).toEqual([]);
  const isRead = page.waitForRequest((request) => request.headers()["rsc"] !== undefined, { timeout: 20_000 });
  await page.unroute("**/readyz");
  await isRead;
  await expect(notice).toHaveCount(0, { timeout: 20_000 });
});

test("shows a viewer everything and nothing to press that would be refused, and says why", async ({ page }) => {
  const id = await ask(page);
  const person = { email: "viewer@example.com", password: "a viewer's password" };
  await runSql(
    `INSERT INTO people (id, email, name, password_hash, role) VALUES ($1, $2, 'Vera', $3, 'viewer')
     ON CONFLICT (email) DO UPDATE SET password_hash = EXCLUDED.password_hash`,
    [createUuidV7(Date.now()), person.email, await hashPassword(person.password)],
  );
  await signIn(page, "/admin/tokens", person);
  const why = page.getByText("You may look; only admins change this.");
  const acting = page.getByRole("button", { name: /^(Revoke|Create|Add|Delete|Replace|Remove|Save|Retry|Run again)/ });
  for (const path of ["/admin/tokens", "/admin/projects"]) {
    await openPage(page, path);
    await expect(why).toBeVisible();
    await expect(acting).toHaveCount(0);
  }
  await page.getByRole("link", { name: "default" }).first().click();
  await expect(page.getByRole("heading", { name: "Upstreams" })).toBeVisible();
  await expect(why).toBeVisible();
  await expect(acting).toHaveCount(0);
  await openPage(page, `/debug/request/${id}`);
  await expect(page.getByRole("region", { name: "Request, original and final" })).toBeVisible();
  await expect(acting).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option", { name: "Compare two calls" })).toBeVisible();
  await expect(page.getByRole("option", { name: /^Create/ })).toHaveCount(0);
});

/** The embedded server and all of its processes. */
async function signalPostgres(signal: NodeJS.Signals): Promise<void> {
  const root = join(readDataDirectory(), "postgres");
  const names = await readdir(root, { recursive: true });
  const file = names.find((name) => name.endsWith("postmaster.pid")) ?? "";
  const pid = Number((await readFile(join(root, file), "utf8")).split("\n")[0]);
  const children = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8");
  for (const one of [pid, ...children.split(" ").filter(Boolean).map(Number)]) process.kill(one, signal);
}

if (process.env["E2E_FREEZE"] !== undefined) {
  test("a page that is opened while Postgres is frozen says so, and opens by itself when it is back", async ({
    page,
  }) => {
    test.setTimeout(120_000);
    const id = await ask(page);
    await signIn(page, "/calls");
    await signalPostgres("SIGSTOP");
    try {
      await page.goto(`/debug/request/${id}`, { timeout: 60_000 });
      await expect(page.getByRole("heading", { name: "The database does not answer" })).toBeVisible({
        timeout: 30_000,
      });
      expect(await listSeriousViolations(page)).toEqual([]);
    } finally {
      await signalPostgres("SIGCONT");
    }
    await expect(page.getByRole("region", { name: "Request, original and final" })).toBeVisible({ timeout: 30_000 });
  });
}
