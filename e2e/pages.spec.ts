/** The console as people use it: sign in, watch calls live, open one, hand out and revoke tokens. */
import { expect, test } from "@playwright/test";
import OpenAI from "openai";
import { listSeriousViolations, openPage, signIn } from "./console";
import { readAddress, readGatewayToken } from "./product";

function createClient(token: string): OpenAI {
  return new OpenAI({ baseURL: `${readAddress()}/v1`, apiKey: token, maxRetries: 0 });
}

async function sendWorkedExample(model = "demo"): Promise<string> {
  const { data: stream, response } = await createClient(readGatewayToken())
    .chat.completions.create({
      model,
      stream: true,
      messages: [{ role: "user", content: "What's my account number?" }],
    })
    .withResponse();
  for await (const chunk of stream) expect(chunk.id).not.toBe("");
  return response.headers.get("x-diffract-call-id") ?? "";
}

test("strangers see nothing but the sign-in page", async ({ page, request }) => {
  for (const path of [
    "/",
    "/activity",
    "/calls",
    "/admin/tokens",
    "/debug/request/01900000-0000-7000-8000-000000000000",
  ]) {
    await openPage(page, path);
    await expect(page).toHaveURL(/\/sign-in/);
  }
  expect((await request.get("/api/v1/calls")).status()).toBe(401);
});

test("a wrong password is refused in plain words", async ({ page }) => {
  await openPage(page, "/sign-in");
  await page.getByLabel("E-mail").fill("nobody@localhost");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a call appears on the activity page by itself and opens on its own page", async ({ page }) => {
  await signIn(page, "/activity");
  await expect(page.getByText("Live", { exact: true })).toBeVisible();
  const callId = await sendWorkedExample();
  const row = page.locator(`a[href*="${callId}"]`).first();
  await expect(row).toBeVisible();
  await row.click();
  await expect(page).toHaveURL(new RegExp(`/debug/request/${callId}`));
});

test("the call's page marks the changed words in both panes", async ({ page }) => {
  const callId = await sendWorkedExample("gpt-4o");
  await signIn(page, `/debug/request/${callId}`);
  await expect(page.locator("del", { hasText: "1234-5678-9012" }).first()).toBeVisible();
  await expect(page.locator("ins", { hasText: "[REDACTED]" }).first()).toBeVisible();
  await expect(page.getByText("Redact personal data").first()).toBeVisible();
  await expect(page.getByText(callId).first()).toBeVisible();
});

test("a token is shown once, works, and stops working when it is revoked", async ({ page }) => {
  await signIn(page, "/admin/tokens");
  await page.getByRole("button", { name: "Create token" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("end-to-end");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(dialog.getByRole("button", { name: "Copy token" })).toBeVisible();
  const token = /dfr_[A-Za-z0-9]{12}_[A-Za-z0-9]{38}/.exec(await dialog.innerText())?.[0] ?? "";
  expect(token).not.toBe("");
  const ask = () =>
    createClient(token).chat.completions.create({ model: "demo-fast", messages: [{ role: "user", content: "Hello" }] });
  expect((await ask()).choices).toHaveLength(1);

  await dialog.getByRole("button", { name: "Done" }).click();
  await page.reload();
  expect(await page.content()).not.toContain(token);
  await page.getByRole("button", { name: "Revoke end-to-end" }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Revoke/ })
    .click();
  await expect(page.getByRole("dialog")).toBeHidden();
  const readStatus = (): Promise<number> =>
    ask().then(
      () => 200,
      (error: unknown) => (error instanceof OpenAI.APIError ? Number(error.status) : 0),
    );
  await expect.poll(readStatus, { timeout: 2000 }).toBe(401);
});

test("no page has a serious accessibility problem, in dark or light", async ({ page }) => {
  // Many pages twice: half a minute on a busy machine.
  test.slow();
  const callId = await sendWorkedExample();
  await signIn(page, "/activity");
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of [
      "/",
      "/activity",
      "/calls",
      "/policies",
      "/admin/tokens",
      "/admin/projects",
      "/admin/credentials",
      "/admin/settings",
      `/debug/request/${callId}`,
    ]) {
      await openPage(page, path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await listSeriousViolations(page), `${path} in ${colorScheme}`).toEqual([]);
    }
  }
});

test("the address of the sign-in form leads nowhere else", async ({ page }) => {
  await openPage(page, "/sign-in?callbackUrl=https://evil.example/");
  await page.getByLabel("E-mail").fill("admin@localhost");
  await page.getByLabel("Password").fill("end-to-end-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`^${readAddress()}/`));
  await expect(page).not.toHaveURL(/sign-in/);
});
