/** What a call cost: from a price of the project to the list, the call's page and the dashboard. */
import { expect, test } from "@playwright/test";
import OpenAI from "openai";
import { listSeriousViolations, openPage, signIn } from "./console";
import { adminToken, readAddress } from "./product";

async function ask(path: string, body: object): Promise<{ id: string; token: string }> {
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  const answer = await fetch(`${readAddress()}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return (await answer.json()) as { id: string; token: string };
}

test("a project's price is made, and a call that nobody counted is estimated and priced by it", async ({ page }) => {
  test.slow();
  const upstreams = [{ dialect: "openai", provider: "demo", ask_usage: "never" }];
  const project = await ask("/projects", { name: "Own prices", upstreams });
  const { token } = await ask("/tokens", { project_id: project.id, name: "prices" });

  await signIn(page, `/admin/projects/${project.id}`);
  await page.getByRole("button", { name: "Add price" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Model").fill("demo*");
  await dialog.getByLabel("Input", { exact: true }).fill("one");
  await dialog.getByRole("button", { name: "Add price" }).click();
  await expect(dialog.getByRole("alert")).toContainText("a decimal in US dollars");
  await dialog.getByLabel("Input", { exact: true }).fill("1");
  await dialog.getByLabel("Output", { exact: true }).fill("2");
  await dialog.getByRole("button", { name: "Add price" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("list", { name: "Prices" })).toContainText("$2 / million tokens");

  const client = new OpenAI({ baseURL: `${readAddress()}/v1`, apiKey: token, maxRetries: 0 });
  /** Not asked for, the demo says nothing about its usage in streams. */
  const stream = async (): Promise<string> => {
    const messages = [{ role: "user" as const, content: "Hello there" }];
    const { data, response } = await client.chat.completions
      .create({ model: "demo", stream: true, messages })
      .withResponse();
    for await (const chunk of data) expect(chunk.usage ?? null).toBeNull();
    return response.headers.get("x-diffract-call-id") ?? "";
  };
  // The recorder knows a new price after two seconds at most.
  let id = "";
  const findSource = async (): Promise<string | undefined> => {
    id = await stream();
    const headers = { authorization: `Bearer ${adminToken}` };
    for (;;) {
      const answer = await fetch(`${readAddress()}/api/v1/calls/${id}`, { headers });
      const { state, cost } = (await answer.json()) as { state?: string; cost?: { source: string } };
      if (answer.ok && state !== "in_progress") return cost?.source;
      await page.waitForTimeout(50);
    }
  };
  await expect.poll(findSource, { timeout: 30_000 }).toBe("project");
  await openPage(page, `/debug/request/${id}`);
  const panel = page.getByRole("region", { name: "Usage", exact: true });
  await expect(panel).toContainText("The project's prices, version 1: demo*. Estimated, as the counts are.");
  await expect(panel).toContainText("Estimated with gpt-tokenizer o200k_base");
  await expect(panel).toContainText("$2 / million");
  expect(await listSeriousViolations(page)).toEqual([]);

  await page.setViewportSize({ width: 1600, height: 900 });
  await openPage(page, `/calls?project=${project.id}`);
  await expect(page.getByRole("columnheader", { name: "Cost" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "estimated" }).first()).toContainText("$0.0000");
  await openPage(page, "/");
  await expect(page.getByText(/ in all, .* of it estimated/)).toBeVisible();
});
