/** With E2E_KEYS=1: the keyboard map (`?`) is complete and true. Every key in it is pressed, and does what it says. */
import { expect, test, type Locator, type Page } from "@playwright/test";
import { openPage, signIn } from "./console";
import { adminToken, readAddress, readGatewayToken } from "./product";

const names: Readonly<Record<string, string>> = {
  "↓": "ArrowDown",
  "↑": "ArrowUp",
  "←": "ArrowLeft",
  "→": "ArrowRight",
  "−": "-",
  PgDn: "PageDown",
  PgUp: "PageUp",
  Esc: "Escape",
};

/** A call with a change in its request and one in its answer. */
async function ask(page: Page): Promise<string> {
  const answer = await page.request.post(`${readAddress()}/v1/chat/completions`, {
    headers: { authorization: `Bearer ${readGatewayToken()}` },
    data: {
      model: "demo-fast",
      messages: [
        { role: "system", content: "Project Falcon is secret." },
        { role: "user", content: "What's my account number?" },
      ],
    },
  });
  const id = answer.headers()["x-diffract-call-id"] ?? "";
  const headers = { authorization: `Bearer ${adminToken}` };
  const look = async () => (await page.request.get(`${readAddress()}/api/v1/calls/${id}/view`, { headers })).status();
  await expect.poll(look).toBe(200);
  return id;
}

interface MapRow {
  readonly group: string;
  readonly label: string;
  readonly keys: readonly string[];
}

async function readMap(dialog: Locator): Promise<readonly MapRow[]> {
  return dialog.locator("section").evaluateAll((sections) =>
    sections.flatMap((section) =>
      [...section.querySelectorAll("dl > div")].map((row) => ({
        group: section.querySelector("h3")?.textContent ?? "",
        label: row.querySelector("dt")?.textContent ?? "",
        keys: [...row.querySelectorAll("kbd")].map((key) => key.textContent),
      })),
    ),
  );
}

type Press = (key: string) => Promise<void>;
interface Tools {
  readonly page: Page;
  readonly press: Press;
  readonly grid: Locator;
}
type Check = (tools: Tools, keys: readonly string[]) => Promise<void>;

const parameter = (page: Page, name: string) => () => new URL(page.url()).searchParams.get(name);

/** Presses two keys of which the second undoes the first. */
function thereAndBack(read: (grid: Locator) => Promise<unknown>): Check {
  return async ({ press, grid }, [there = "", back = ""]) => {
    const before = await read(grid);
    await press(there);
    await expect.poll(() => read(grid)).not.toEqual(before);
    await press(back);
    await expect.poll(() => read(grid)).toEqual(before);
  };
}

const countRows = (grid: Locator) => grid.getAttribute("aria-rowcount");
const readActive = (grid: Locator) => grid.getAttribute("aria-activedescendant");
const readAxis = (grid: Locator) => grid.getByRole("row").first().innerText();

const onCall: Readonly<Record<string, Check>> = {
  "Command palette": async ({ page }) => {
    const link = page.getByRole("link", { name: "Compare" });
    await link.focus();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(link).toBeFocused();
  },
  "Search on this page": async ({ page, press }, [key = ""]) => {
    await press(key);
    const search = page.locator("[data-page-search]");
    await expect(search).toBeFocused();
    await search.blur();
  },
  "This list": async ({ page, press }, [key = ""]) => {
    await press(key);
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await press("Esc");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  },
  "Next and previous change": async ({ page, press }, [next = "", previous = ""]) => {
    for (const [key, place] of [
      [next, "1 of 2"],
      [next, "2 of 2"],
      [previous, "1 of 2"],
    ] as const) {
      await press(key);
      await expect(page.getByRole("status").filter({ hasText: new RegExp(`^${place}$`) })).toBeVisible();
    }
  },
  "Conversation, JSON, unified, tree, changes, headers, raw": async ({ page, press }) => {
    for (const [index, view] of [null, "json", "unified", "tree", "changes", "headers", "raw", null].entries()) {
      await press(String((index % 7) + 1));
      await expect.poll(parameter(page, "view")).toBe(view);
    }
  },
  "Policies, client, model": async ({ page, press }, [key = ""]) => {
    for (const name of ["What the client saw", "What the model saw", "What policies did"]) {
      await press(key);
      await expect(page.getByRole("button", { name })).toHaveAttribute("aria-pressed", "true");
    }
  },
  "One policy after the other": async ({ page, press }, [key = ""]) => {
    const only = page.getByRole("button", { name: /^Only / });
    const read = async () => ((await only.count()) === 0 ? null : only.innerText());
    const seen = [];
    for (let count = 0; count < 3; count++) {
      const before = await read();
      await press(key);
      await expect.poll(read).not.toBe(before);
      seen.push(await read());
    }
    expect(seen).toEqual(["Only Hide code names", "Only Redact personal data", null]);
  },
};

const inTrace: Readonly<Record<string, Check>> = {
  "Next and previous span": thereAndBack(readActive),
  "Close and open a span": thereAndBack(countRows),
  "Details of a span": async ({ page, press }, [key = ""]) => {
    await press(key);
    await expect(page.getByRole("complementary", { name: /^Span / })).toBeVisible();
  },
  "Leave the details": async ({ page, press, grid }, [key = ""]) => {
    await grid.focus();
    await press(key);
    await expect(page.getByRole("complementary", { name: /^Span / })).toHaveCount(0);
  },
  "Close all and open all": thereAndBack(countRows),
  "One level less and more": thereAndBack(countRows),
  "Closer, further, all of it": async ({ page, press, grid }, [closer = "", further = "", all = ""]) => {
    const showAll = page.getByRole("button", { name: "Show all (0)" });
    await press(all);
    await expect(showAll).toBeDisabled();
    for (const key of [closer, closer, further]) {
      const before = await readAxis(grid);
      await press(key);
      await expect.poll(() => readAxis(grid)).not.toEqual(before);
    }
    await expect(showAll).toBeEnabled();
    await press(all);
    await expect(showAll).toBeDisabled();
  },
  "Earlier and later": async ({ press, grid }, [earlier = "", later = ""]) => {
    await press("+");
    const axis = await readAxis(grid);
    await press(later);
    await expect.poll(() => readAxis(grid)).not.toEqual(axis);
    await press(earlier);
    await expect.poll(() => readAxis(grid)).toEqual(axis);
  },
  "Find a span": async ({ page, press }, [key = ""]) => {
    await press(key);
    await expect(page.getByRole("searchbox", { name: /^Find spans/ })).toBeFocused();
  },
};

const inLists: Readonly<Record<string, Check>> = {
  "Next and previous": async ({ press, grid }, [next = "", previous = ""]) => {
    await press(next);
    const first = await readActive(grid);
    await press(next);
    await expect.poll(() => readActive(grid)).not.toBe(first);
    await press(previous);
    await expect.poll(() => readActive(grid)).toBe(first);
  },
  "Ten on and ten back": async (tools, keys) => {
    await tools.press("Home");
    await thereAndBack(readActive)(tools, keys);
  },
  "First and last": async ({ press, grid }, [first = "", last = ""]) => {
    await press(first);
    await thereAndBack(readActive)({ press, grid } as Tools, [last, first]);
  },
  Open: async ({ page, press }, [key = ""]) => {
    await press(key);
    await expect(page).toHaveURL(/\/debug\/request\//);
  },
};

async function pressEverything(page: Page): Promise<void> {
  test.setTimeout(120_000);
  const ids = [await ask(page), await ask(page), await ask(page)];
  await signIn(page, `/debug/request/${ids[1] ?? ""}`);
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  // Keys do nothing before the page has come alive.
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  const map = await readMap(dialog);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);

  const press: Press = (key) => page.keyboard.press(names[key] ?? key);
  const checked: string[] = [];
  const check = async (group: string, checks: Readonly<Record<string, Check>>, grid: Locator): Promise<void> => {
    for (const { label, keys } of map.filter((row) => row.group === group)) {
      const run = checks[label];
      if (run === undefined) continue;
      await test.step(`${group}: ${label}`, () => run({ page, press, grid }, keys));
      checked.push(`${group}: ${label}`);
    }
  };
  const trace = page.getByRole("treegrid");
  await check("Anywhere", onCall, trace);
  await check("On the page of a call", onCall, trace);
  await trace.focus();
  await check("In the trace of a call", inTrace, trace);
  await page.getByRole("searchbox", { name: /^Find spans/ }).blur();

  // From the page of a call, where some of these letters mean something else.
  for (const { label, keys } of map.filter(({ group }) => group === "Go to")) {
    for (const key of keys) await press(key);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(label);
    checked.push(`Go to: ${label}`);
  }
  await openPage(page, "/calls");
  const list = page.getByRole("grid");
  await expect(async () => {
    await list.focus();
    await press("Home");
    await expect(list).toHaveAttribute("aria-activedescendant", /^call-/, { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await check("In lists of calls", inLists, list);
  await openPage(page, "/activity");
  await expect(async () => {
    await page.getByRole("grid").focus();
    await press("Space");
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  checked.push("In lists of calls: Pause or resume the live feed");
  expect(checked.sort()).toEqual(map.map(({ group, label }) => `${group}: ${label}`).sort());
}

if (process.env["E2E_KEYS"] !== undefined) {
  test("every key of the map does what it says, and every group of keys is in the map", async ({ page }) => {
    await pressEverything(page);
  });
}
