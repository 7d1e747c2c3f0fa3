import { execFileSync } from "node:child_process";
import { runInNewContext } from "node:vm";
import { transformSync } from "esbuild";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HeaderPairs } from "../contracts/call";
import { buildCallDetail, buildStep } from "@/lib/testing/build-call-detail";
import { prepareBodies } from "../format/prepare-bodies";
import { maskSecrets } from "./mask-secrets";
import { writeCurl, writeSdkCode } from "./write-code";
import { writeHar } from "./write-har";
import { writeIssue } from "./write-issue";

/** Whatever shells, Python and JavaScript might take for their own. */
const nasty = {
  model: "demo",
  messages: [
    { role: "user", content: `it's "quoted" $HOME \`id\` $(id) \\ \n\t!! 🦊 \u2028 ''' """ ''; rm -rf / #` },
    { role: "assistant", content: null, ok: true, no: false, n: -1.5e-7 },
  ],
};

/** What a shell would really run: the arguments of `curl`, one by one. */
function runInShell(command: string): string[] {
  const script = `curl() { for one in "$@"; do printf '%s\\0' "$one"; done; }\n${command}\n`;
  const env = { NODE_ENV: "test", DIFFRACT_TOKEN: "from-environment" } as const;
  const said = execFileSync("/bin/sh", ["-c", script], { env, encoding: "utf8" });
  return said.split("\0").slice(0, -1);
}

const headers: HeaderPairs = [
  ["Host", "localhost"],
  ["Authorization", "Bearer ***"],
  ["content-type", "application/json"],
  ["content-length", "12"],
  ["x-custom", `it's $HOME`],
  ["x-diffract-session", "s"],
];

describe("writeCurl", () => {
  it("is a command that sends the very body, with its key from the environment", () => {
    const request = {
      method: "POST",
      url: "http://localhost:3000/v1/chat/completions?a=1&b='2'",
      headers,
      body: nasty,
    };
    const sent = runInShell(writeCurl(request, "DIFFRACT_TOKEN"));
    expect(sent[0]).toBe(request.url);
    expect(JSON.parse(sent[sent.indexOf("--data-raw") + 1] ?? "")).toEqual(nasty);
    expect(sent.filter((_, index) => sent[index - 1] === "-H")).toEqual([
      "Authorization: Bearer from-environment",
      "content-type: application/json",
      "x-custom: it's $HOME",
    ]);
  });

  it("keeps the method and leaves out a body that was not there", () => {
    const sent = runInShell(
      writeCurl(
        { method: "GET", url: "http://h/v1/models", headers: [["x-api-key", "***"]], body: null },
        "DIFFRACT_TOKEN",
      ),
    );
    expect(sent).toEqual(["-X", "GET", "http://h/v1/models", "-H", "x-api-key: from-environment"]);
  });
});

const target = { origin: "http://localhost:3000", variable: "DIFFRACT_TOKEN" };

/** Runs TypeScript SDK code with a client that only notes what it is asked. */
async function runTypescript(
  code: string,
): Promise<{ readonly options: unknown; readonly path: string; readonly body: unknown }> {
  const plain = transformSync(code.replace(/^import .*$/m, ""), { loader: "ts" }).code;
  const seen: { options: unknown; path: string; body: unknown }[] = [];
  const createClient = (options: unknown): unknown => {
    const at = (path: readonly string[]): unknown =>
      new Proxy(() => undefined, {
        get: (_, key) => at([...path, String(key)]),
        apply: (_, __, [body]: unknown[]) => {
          seen.push({ options, path: path.join("."), body });
          return [];
        },
      });
    return at([]);
  };
  function Client(options: unknown): unknown {
    return createClient(options);
  }
  const process = { env: { DIFFRACT_TOKEN: "from-environment" } };
  const globals = { OpenAI: Client, Anthropic: Client, process, console: { log: () => undefined } };
  await (runInNewContext(`(async () => {${plain}})()`, globals) as Promise<void>);
  const [asked] = seen;
  if (asked === undefined) throw new Error("The code called nothing.");
  return asked;
}

describe("writeSdkCode", () => {
  it.each([
    ["chat.completions", "chat.completions.create", "http://localhost:3000/v1"],
    ["responses", "responses.create", "http://localhost:3000/v1"],
    ["messages", "messages.create", "http://localhost:3000"],
  ])("is TypeScript that asks the same: %s", async (endpoint, path, baseURL) => {
    const body = JSON.parse(JSON.stringify({ ...nasty, stream: true }).replace("{", '{"__proto__":{"a":1},')) as never;
    const code = writeSdkCode(body, { ...target, endpoint, language: "typescript" }) ?? "";
    const seen = await runTypescript(code);
    expect(seen.path).toBe(path);
    expect(JSON.stringify(seen.options)).toBe(JSON.stringify({ baseURL, apiKey: "from-environment" }));
    expect(JSON.stringify(seen.body)).toBe(JSON.stringify(body));
  });

  it("is Python that spells the same values", () => {
    const code = writeSdkCode(nasty, { ...target, endpoint: "chat.completions", language: "python" }) ?? "";
    expect(code).toContain(
      `client = OpenAI(base_url="http://localhost:3000/v1", api_key=os.environ["DIFFRACT_TOKEN"])`,
    );
    const literal = /create\(\*\*([\s\S]*)\)\nprint/.exec(code)?.[1] ?? "";
    // Without texts, so that words inside of them are not taken for values.
    const bare = literal.replaceAll(/"(?:[^"\\]|\\.)*"/g, "''");
    expect(bare).toMatch(/None/);
    expect(bare).toMatch(/True/);
    expect(bare).not.toMatch(/\b(?:null|true|false)\b/);
    const back = literal
      .replaceAll(/\bNone\b/g, "null")
      .replaceAll(/\bTrue\b/g, "true")
      .replaceAll(/\bFalse\b/g, "false");
    expect(JSON.parse(back.replaceAll(/,(\s*[\]}])/g, "$1"))).toEqual(nasty);
  });

  it("has nothing for endpoints without a method", () => {
    expect(writeSdkCode(nasty, { ...target, endpoint: "files", language: "python" })).toBeNull();
    expect(writeSdkCode(null, { ...target, endpoint: "responses", language: "typescript" })).toBeNull();
  });
});

const pair = z.strictObject({ name: z.string(), value: z.string() });
/** What HAR 1.2 requires (www.softwareishard.com/blog/har-12-spec), and nothing that it does not know. */
const har = z.strictObject({
  log: z.strictObject({
    version: z.literal("1.2"),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    comment: z.string().optional(),
    entries: z.array(
      z.strictObject({
        startedDateTime: z.iso.datetime(),
        time: z.number().min(0),
        comment: z.string().optional(),
        request: z.strictObject({
          method: z.string(),
          url: z.url(),
          httpVersion: z.string(),
          cookies: z.array(z.never()),
          headers: z.array(pair),
          queryString: z.array(pair),
          postData: z.strictObject({ mimeType: z.string(), text: z.string() }).optional(),
          headersSize: z.number().int(),
          bodySize: z.number().int(),
        }),
        response: z.strictObject({
          status: z.number().int(),
          statusText: z.string(),
          httpVersion: z.string(),
          cookies: z.array(z.never()),
          headers: z.array(pair),
          content: z.strictObject({ size: z.number().int(), mimeType: z.string(), text: z.string().optional() }),
          redirectURL: z.string(),
          headersSize: z.number().int(),
          bodySize: z.number().int(),
        }),
        cache: z.strictObject({}),
        timings: z.strictObject({ send: z.number().min(0), wait: z.number().min(0), receive: z.number().min(0) }),
      }),
    ),
  }),
});

const calls = {
  completed: buildCallDetail({
    path: "/v1/chat/completions?beta=1",
    upstream_url: "https://api.example.com/v1/chat/completions?beta=1",
    request: { original: nasty, final: { ...nasty, model: "other" } },
    headers: { client_request: headers, upstream_request: [], upstream_response: [], client_response: headers },
  }),
  blocked: buildCallDetail({
    state: "blocked",
    status: 400,
    request: { original: nasty, final: null },
    response: { original: null, final: { error: { message: "no" } } },
    timings: {
      ...buildCallDetail().timings,
      upstream_start_ms: null,
      upstream_headers_ms: null,
      client_first_byte_ms: null,
      client_last_byte_ms: null,
    },
  }),
  running: buildCallDetail({ state: "in_progress", status: null, duration_ms: null }),
};

describe("writeHar", () => {
  it.each(["completed", "blocked"] as const)("is valid HAR 1.2, and its times add up: %s", (name) => {
    const { log } = har.parse(writeHar(calls[name], "http://localhost:3000"));
    expect(log.entries).toHaveLength(name === "completed" ? 2 : 1);
    for (const { time, timings, request, response } of log.entries) {
      expect(time).toBeCloseTo(timings.send + timings.wait + timings.receive);
      expect(request.bodySize).toBe(Buffer.byteLength(request.postData?.text ?? ""));
      expect(response.content.size).toBe(Buffer.byteLength(response.content.text ?? ""));
    }
  });

  it("keeps the hops apart", () => {
    const { log } = har.parse(writeHar(calls.completed, "http://localhost:3000"));
    const [client, upstream] = log.entries;
    expect(client?.request.url).toBe("http://localhost:3000/v1/chat/completions?beta=1");
    expect(client?.request.queryString).toEqual([{ name: "beta", value: "1" }]);
    expect(client?.request.postData?.text).toContain('"model":"demo"');
    expect(upstream?.request.url).toBe("https://api.example.com/v1/chat/completions?beta=1");
    expect(upstream?.request.postData?.text).toContain('"model":"other"');
  });
});

const secrets = [
  "sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz0123456789",
  "sk-proj-AbCdEfGhIjKlMnOpQrStUvWxYz",
  "dfr_Ab1Cd2Ef3Gh4_IjKlMnOpQrStUvWx",
  "ghp_AbCdEfGhIjKlMnOpQrStUvWxYz012345",
  "AKIAIOSFODNN7EXAMPLE",
  "AIzaSyAbCdEfGhIjKlMnOpQrStUvWxYz0123456",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.SflKxwRJSMeKKF2QT4",
];

describe("writeIssue", () => {
  const write = (original: string, final: string, edit?: { from: string; to: string }) => {
    const body = (content: string) => ({ messages: [{ role: "user", content }] });
    const start = edit === undefined ? 0 : original.indexOf(edit.from);
    const edits =
      edit === undefined
        ? []
        : [
            {
              path: "messages[0].content",
              start,
              end: start + edit.from.length,
              ...edit,
              rule: "r",
              reason: "has | a pipe\nand a line",
            },
          ];
    const call = buildCallDetail({
      request: { original: body(original), final: body(final) },
      steps: [buildStep({ outcome: "changed", reason: "has | a pipe\nand a line", edits })],
    });
    return writeIssue(call, prepareBodies(call).changes, "http://localhost:3000/debug/request/1");
  };

  it("masks every kind of secret, wherever in the call it stands", () => {
    for (const secret of secrets) {
      expect(maskSecrets(`before ${secret} after`)).not.toContain(secret);
      const text = write("my key is lost", `my key is ${secret}`);
      expect(text).not.toContain(secret);
      expect(text).toContain("***");
    }
  });

  it("masks secrets that stand where a long text is cut", () => {
    for (let before = 540; before < 610; before += 7) {
      const text = write(`${"x".repeat(before)} sk-ant-api03-AbCdEfGhIjKlMnOpQrStUvWxYz`, "gone altogether");
      expect(text).not.toContain("sk-ant-api03-AbC");
    }
  });

  it("does not put back what a policy took out", () => {
    const text = write("mail jane.doe@example.com now", "mail [EMAIL] now", {
      from: "jane.doe@example.com",
      to: "[EMAIL]",
    });
    expect(text).not.toContain("jane.doe");
    expect(text).toContain("- xxxx.xxx@xxxxxxx.xxx");
    expect(text).toContain("+ [EMAIL]");
    expect(text).toContain("shown by its shape");
  });

  it("cannot be broken by what it quotes", () => {
    const text = write("a ```` b", "a ``` c", { from: "```` b", to: "``` c" });
    expect(text).toMatch(/`{5,}diff/);
    expect(text).toContain(String.raw`has \| a pipe and a line`);
  });
});
