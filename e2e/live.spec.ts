/** A call that is opened while it runs: its page fills as it streams, and settles without a jump. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test, type Page } from "@playwright/test";
import { signIn } from "./console";
import { adminToken, readAddress } from "./product";

const maxShift = 0.05;

/** A provider that says what the test tells it to, when the test tells it to. */
class ToldVendor {
  private answer: ServerResponse | null = null;
  private readonly server: Server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    this.answer = response;
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  say(content: string): void {
    const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] };
    this.answer?.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }

  end(): void {
    this.answer?.end("data: [DONE]\n\n");
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function send<Answer>(page: Page, path: string, data?: object): Promise<Answer> {
  const options = { headers: { authorization: `Bearer ${adminToken}` } };
  const url = `${readAddress()}/api/v1${path}`;
  const answer = await (data === undefined
    ? page.request.get(url, options)
    : page.request.post(url, { ...options, data }));
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Answer;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A project with the starter's policies whose calls go to the vendor. */
async function createToken(page: Page, address: string): Promise<string> {
  const { data: policies } = await send<{ readonly data: readonly Named[] }>(page, "/policies");
  const upstreams = [{ dialect: "openai", provider: "openai", base_url: address }];
  const project = await send<Named>(page, "/projects", {
    // Sorts behind the default project, which forms offer first.
    name: "told by a test",
    upstreams,
    policies: policies.map(({ id }) => id),
  });
  return (await send<{ readonly token: string }>(page, "/tokens", { project_id: project.id, name: "told" })).token;
}

/** Runs in the page before anything else. */
function sumShifts(): void {
  const watched = globalThis as unknown as { shifted: number };
  watched.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
      if (!hadRecentInput) watched.shifted += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

test("a call that is opened while it runs fills as it streams, and settles without a jump", async ({ page }) => {
  test.setTimeout(90_000);
  const vendor = new ToldVendor();
  try {
    const token = await createToken(page, await vendor.start());
    await signIn(page, "/calls");
    const asked = fetch(`${readAddress()}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "told", stream: true, messages: [{ role: "user", content: "Of Project Falcon" }] }),
    });
    const { headers, body } = await asked;
    const id = headers.get("x-diffract-call-id") ?? "";
    const state = async () => (await page.request.get(`/debug/request/${id}`)).status();
    await expect.poll(state, { timeout: 20_000 }).toBe(200);
    await page.addInitScript(sumShifts);
    await page.goto(`/debug/request/${id}`);
    const request = page.getByRole("region", { name: "Request, original and final" });
    const response = page.getByRole("region", { name: "Response, original and final" });
    await expect(page.getByRole("heading", { level: 1, name: "In progress" })).toBeVisible();
    await expect(request.locator("ins", { hasText: "the project" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Response", exact: true })).toContainText(
      "Known when the call has ended",
    );
    vendor.say("The first words of the answer are here. ");
    vendor.say("It goes on. ");
    await expect(response).toContainText("The first words of the answer");
    await expect(response).toContainText("Still coming");
    vendor.say("Mail jane@example.com for more. ");
    // What the policy holds back goes on once it is decided.
    vendor.say("These words are of no interest to any policy. ".repeat(20));
    await expect(response).toContainText("[REDACTED]");
    await expect(response).not.toContainText("jane@example.com");
    vendor.end();
    await new Response(body).text();
    await expect(page.getByRole("heading", { level: 1, name: /^Changed by/ })).toBeVisible();
    await expect(response.locator("del", { hasText: "jane@example.com" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Stream" })).toBeVisible();
    expect(await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted)).toBeLessThan(maxShift);
  } finally {
    await vendor.close();
  }
});
