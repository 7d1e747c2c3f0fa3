/** A project with two upstreams, from the first click to calls that go to each by their models. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, type Page } from "@playwright/test";
import OpenAI from "openai";
import { listSeriousViolations, openPage, signIn } from "./console";
import { adminToken, readAddress } from "./product";

interface Vendor {
  readonly url: string;
  /** Keys that calls came with. */
  readonly keys: string[];
  readonly server: Server;
}

async function startVendor(name: string): Promise<Vendor> {
  const keys: string[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers.authorization ?? "none");
    request.resume();
    const message = { role: "assistant", content: name };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ id: "chatcmpl-1", object: "chat.completion", choices: [{ index: 0, message }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, keys, server };
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

interface UpstreamFields {
  readonly provider: string;
  readonly address: string;
  readonly models: string;
  readonly key: string;
}

async function addUpstream(page: Page, { provider, address, models, key }: UpstreamFields): Promise<void> {
  await page.getByRole("button", { name: "Add upstream" }).click();
  const dialog = page.getByRole("dialog");
  await choose(page, "Provider", provider);
  await dialog.getByLabel("Address").fill(address);
  await dialog.getByLabel("Models").fill(models);
  await dialog.getByLabel("New key", { exact: true }).fill(key);
  await dialog.getByRole("button", { name: "Add upstream" }).click();
  await expect(dialog).toBeHidden();
}

async function createToken(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Create token" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("two upstreams");
  await dialog.getByRole("button", { name: "Create token" }).click();
  await expect(page.getByRole("dialog", { name: /is ready/ })).toBeVisible();
  const text = await page.getByRole("dialog").getByLabel("Token", { exact: true }).innerText();
  await page.getByRole("button", { name: "Done" }).click();
  return text.trim();
}

test("a project with two upstreams is made, and each model goes to its own", async ({ page }) => {
  const [large, small] = await Promise.all([startVendor("large"), startVendor("small")]);
  await signIn(page, "/admin/projects");
  await page.getByRole("button", { name: "Create project" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("Two upstreams");
  await page.getByRole("dialog").getByRole("button", { name: "Create project" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Two upstreams" })).toBeVisible();
  const fields = { models: "*-mini, o4*", key: "sk-small-0123456789", address: `${small.url}/v1` };
  await addUpstream(page, { provider: "Groq", ...fields });
  await addUpstream(page, { provider: "OpenAI", address: large.url, models: "", key: "sk-large-0123456789" });
  const list = page.getByRole("list", { name: "Upstreams" });
  await expect(list.getByRole("listitem")).toHaveCount(2);
  await expect(list).toContainText("any model");
  await page.getByLabel("Where would a model go?").fill("gpt-5-mini");
  await expect(page.getByRole("status").filter({ hasText: "OpenAI:" })).toHaveText("OpenAI: 1 Groq");
  expect(await listSeriousViolations(page)).toEqual([]);

  const token = await createToken(page);
  const client = new OpenAI({ baseURL: `${readAddress()}/v1`, apiKey: token, maxRetries: 0 });
  const ask = async (model: string): Promise<string | null | undefined> => {
    const answer = await client.chat.completions.create({ model, messages: [{ role: "user", content: "Hello" }] });
    return answer.choices[0]?.message.content;
  };
  await expect.poll(() => ask("gpt-5").catch(() => null)).toBe("large");
  expect(await ask("gpt-5-mini")).toBe("small");
  expect([large.keys.at(-1), small.keys.at(-1)]).toEqual(["Bearer sk-large-0123456789", "Bearer sk-small-0123456789"]);

  // The first of the list takes what both take: turned round, the one for any model takes everything.
  await openPage(page, "/admin/projects");
  await page.getByRole("link", { name: "Two upstreams" }).click();
  await page.getByRole("button", { name: "Move OpenAI, upstream 2 up" }).click();
  await expect(list.getByText("never reached")).toBeVisible();
  await expect.poll(() => ask("gpt-5-mini")).toBe("large");
  for (const { server } of [large, small]) server.close();
});

test("a key is replaced, and deleted only when nothing sends it", async ({ page }) => {
  const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };
  const post = async (path: string, body: object, method = "POST"): Promise<{ id: string }> => {
    const answer = await fetch(`${readAddress()}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    return (await answer.json()) as { id: string };
  };
  const project = await post("/projects", { name: "Keys" });
  const secret = "sk-ant-0123456789abcdef";
  const path = `/projects/${project.id}/credentials`;
  const credential = await post(path, { provider: "anthropic", name: "Main key", secret });
  const upstreams = [{ dialect: "anthropic", provider: "anthropic", credential_id: credential.id }];
  await post(`/projects/${project.id}`, { upstreams }, "PATCH");

  await signIn(page, "/admin/credentials");
  const row = page.getByRole("row").filter({ hasText: "Main key" });
  await expect(row).toContainText("…cdef");
  expect(await page.content()).not.toContain(secret);
  await row.getByRole("button", { name: "Delete Main key" }).click();
  await expect(page.getByRole("dialog", { name: /is in use/ })).toContainText("1 upstream of this project");
  await page.getByRole("dialog").locator("footer").getByRole("button", { name: "Close" }).click();
  await row.getByRole("button", { name: "Replace Main key" }).click();
  await page.getByRole("dialog").getByLabel("New key").fill("sk-ant-9876543210fedcba");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("…dcba");

  await post(`/projects/${project.id}`, { upstreams: [] }, "PATCH");
  await page.reload();
  await row.getByRole("button", { name: "Delete Main key" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete key" }).click();
  await expect(row).toHaveCount(0);
});
