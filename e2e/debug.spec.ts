/** The debug page: places on the way, steps left out, the stream, what can be taken away, and comparing with a re-run. */
import { expect, test, type Page } from "@playwright/test";
import { listSeriousViolations, signIn } from "./console";
import { adminToken, readAddress, readGatewayToken } from "./product";

interface AskOptions {
  readonly content: string;
  readonly isStreaming?: boolean;
  readonly token?: string;
}

/** Sends one call through the gateway and waits until it is recorded. */
async function ask(
  page: Page,
  { content, isStreaming = false, token = readGatewayToken() }: AskOptions,
): Promise<string> {
  const answer = await page.request.post(`${readAddress()}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${token}` },
    data: { model: "demo", stream: isStreaming, messages: [{ role: "user", content }] },
  });
  const id = answer.headers()["x-diffract-call-id"] ?? "";
  await expect
    .poll(async () => {
      const call = await page.request.get(`${readAddress()}/api/v1/calls/${id}`, {
        headers: { authorization: `Bearer ${adminToken}` },
      });
      return call.ok() ? ((await call.json()) as { readonly state: string }).state : "unknown";
    })
    .toBe("completed");
  return id;
}

const question = "What's my account number?";

test("shows what policies did, what the client saw and what the model saw, and leaves out a policy", async ({
  page,
}) => {
  const id = await ask(page, { content: question });
  await signIn(page, `/debug/request/${id}`);
  const response = page.getByRole("region", { name: "Response" });
  await expect(response.getByText("1234-5678-9012")).toBeVisible();
  await expect(response.getByText("[REDACTED]")).toBeVisible();

  await page.getByRole("button", { name: "What the client saw" }).click();
  await expect(page).toHaveURL(/hops=client/);
  await expect(response.getByText("1234-5678-9012")).toHaveCount(0);
  await page.getByRole("button", { name: "What the model saw" }).click();
  await expect(response.getByText("1234-5678-9012")).toBeVisible();

  await page.getByRole("button", { name: "What policies did" }).click();
  await page.getByRole("button", { name: /Leave out what Redact personal data did/ }).click();
  await expect(page).toHaveURL(/hide=\d/);
  await expect(response.getByText("[REDACTED]")).toHaveCount(0);
  expect(await listSeriousViolations(page)).toEqual([]);
});

test("walks through views and changes by keys", async ({ page }) => {
  const id = await ask(page, { content: question });
  await signIn(page, `/debug/request/${id}`);
  await expect(page.getByText("1 change", { exact: true })).toBeVisible();
  // Keys do nothing before the page has come alive.
  await expect(async () => {
    await page.keyboard.press("n");
    await expect(page.getByText("1 of 1")).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await page.keyboard.press("4");
  await expect(page.getByRole("tree").first()).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /REDACTED/ }).first()).toBeVisible();
  expect(await listSeriousViolations(page)).toEqual([]);
});

test("leads from a change to the span of its policy, and back", async ({ page }) => {
  const id = await ask(page, { content: question });
  await signIn(page, `/debug/request/${id}?view=changes`);
  const details = page.getByRole("complementary", { name: "Span policy Redact personal data" });
  // Buttons do nothing before the page has come alive.
  await expect(async () => {
    await page.getByRole("button", { name: "Show the span of Redact personal data in the trace" }).first().click();
    await expect(details).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page).toHaveURL(/view=changes.*span=step-\d/);
  await expect(details.getByText("diffract.policy.ran_ms", { exact: true })).toBeVisible();
  await details.getByRole("button", { name: "Show what this policy did" }).click();
  await expect(page).toHaveURL(/span=step-\d.*policy=\d/);
  await expect(page.getByRole("list", { name: "Changes to the response" }).getByText("[REDACTED]")).toBeVisible();
});

test("shows a stream event by event", async ({ page }) => {
  const id = await ask(page, { content: question, isStreaming: true });
  await signIn(page, `/debug/request/${id}`);
  const stream = page.getByRole("region", { name: "Stream" });
  await expect(stream.getByText("As the user saw it")).toBeVisible();
  await stream.getByRole("button", { name: /not simply passed on/ }).click();
  await expect(stream.getByRole("table")).toContainText("Rewritten");
  expect(await listSeriousViolations(page)).toEqual([]);
});

test("runs a call again without policies and lands on the comparison", async ({ page }) => {
  const id = await ask(page, { content: question });
  await signIn(page, `/debug/request/${id}`);
  await page.getByRole("button", { name: "Run again" }).click();
  const dialog = page.getByRole("dialog");
  // The boxes are not there while the dialog still asks which policies there are.
  await expect(dialog.getByRole("checkbox").first()).toBeVisible();
  for (const box of await dialog.getByRole("checkbox").all()) await box.uncheck();
  await dialog.getByRole("button", { name: "Run and compare" }).click();
  await expect(page).toHaveURL(/\/debug\/compare\?a=.*&b=/);
  const response = page.getByRole("region", { name: "Response of both calls" });
  await expect(response.getByText("[REDACTED]")).toBeVisible();
  await expect(response.getByText("1234-5678-9012")).toBeVisible();
  expect(await listSeriousViolations(page)).toEqual([]);
});

test("draws hostile payloads as text, and nothing of them runs or is fetched", async ({ page }) => {
  const hostile = [
    `<script>alert(1)</script><img src="http://evil.invalid/x.png" onerror="alert(2)">`,
    "[x](javascript:alert(3)) \u001b[31mred\u001b[0m \u202egnp.exe\u202c p\u0430ypal zero\u200bwidth",
    "x".repeat(300_000),
  ].join("\n");
  const outside: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(readAddress()) && !request.url().startsWith("data:")) outside.push(request.url());
  });
  page.on("dialog", () => {
    outside.push("dialog");
  });
  const id = await ask(page, { content: hostile });
  await signIn(page, `/debug/request/${id}`);
  await expect(page.getByText("<script>alert(1)</script>").first()).toBeVisible();
  await expect(page.getByText("U+202E").first()).toBeVisible();
  expect(outside).toEqual([]);
});

test("counts a re-run against the limit of the call's token", async ({ page }) => {
  const headers = { authorization: `Bearer ${adminToken}` };
  const api = `${readAddress()}/api/v1`;
  const projects = (await (await page.request.get(`${api}/projects`, { headers })).json()) as {
    readonly data: readonly { readonly id: string }[];
  };
  const made = await page.request.post(`${api}/tokens`, {
    headers,
    data: { project_id: projects.data[0]?.id, name: "One request", max_requests: 1 },
  });
  const { token } = (await made.json()) as { readonly token: string };
  const id = await ask(page, { content: question, token });
  const again = await page.request.post(`${api}/calls/${id}/rerun`, { headers, data: {} });
  const { call_id: second } = (await again.json()) as { readonly call_id: string };
  await expect
    .poll(async () => {
      const call = await page.request.get(`${api}/calls/${second}`, { headers });
      return call.ok()
        ? ((await call.json()) as { readonly state: string; readonly reason: string }).reason
        : "unknown";
    })
    .toBe("token_exhausted");
});

test("shows the bytes of a body as text and as numbers", async ({ page }) => {
  const id = await ask(page, { content: "a\u200bb" });
  await signIn(page, `/debug/request/${id}?view=raw`);
  const bytes = page.getByLabel("Original: what the client sent", { exact: true });
  await expect(bytes).toContainText('"content":"a');
  await expect(bytes.getByText("U+200B")).toBeVisible();
  await expect(async () => {
    await page.getByLabel("Form of the bytes: Original: what the client sent").getByText("Hex").click();
    await expect(bytes).toContainText("00000000  7b 22", { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  expect(await listSeriousViolations(page)).toEqual([]);
});
