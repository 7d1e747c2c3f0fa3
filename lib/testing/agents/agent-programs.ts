import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Where a coding agent is pointed. */
export interface AgentTarget {
  /** Without `/v1`. */
  readonly url: string;
  readonly apiKey: string;
  readonly model: string;
}

/** What an agent said in the end, and as which session it worked. */
export interface AgentAnswer {
  readonly text: string;
  readonly session: string;
}

/** How one coding agent is installed, pointed at a gateway, asked, and understood. docs/clients.md says the same in prose. */
export interface AgentProgram {
  readonly name: string;
  /** As npm wants it, with the version that is tested. */
  readonly package: string;
  /** Below the package: npm may not run it by itself. */
  readonly afterInstall: string | null;
  readonly command: string;
  /** What the record calls it. */
  readonly agent: string;
  readonly args: (question: string, target: AgentTarget) => readonly string[];
  readonly env: (target: AgentTarget) => Readonly<Record<string, string>>;
  /** Writes its configuration; both folders exist. */
  readonly prepare?: (home: string, work: string, target: AgentTarget) => Promise<void>;
  readonly readAnswer: (output: string) => AgentAnswer;
}

/** The lines of an output that are JSON objects. */
function readJsonLines(output: string): Readonly<Record<string, unknown>>[] {
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
}

function readClaude(output: string): AgentAnswer {
  const { result, session_id } = JSON.parse(output) as { result: string; session_id: string };
  return { text: result, session: session_id };
}

function readCodex(output: string): AgentAnswer {
  const lines = readJsonLines(output);
  const items = lines.map(({ item }) => item as { type: string; text: string } | undefined);
  return {
    text: items.findLast((item) => item?.type === "agent_message")?.text ?? "",
    session: String(lines.find(({ type }) => type === "thread.started")?.["thread_id"]),
  };
}

function readOpencode(output: string): AgentAnswer {
  const lines = readJsonLines(output);
  const texts = lines.filter(({ type }) => type === "text").map(({ part }) => (part as { text: string }).text);
  return { text: texts.at(-1) ?? "", session: String(lines[0]?.["sessionID"]) };
}

const claude = {
  package: "@anthropic-ai/claude-code@2.1.197",
  afterInstall: "install.cjs",
  command: "claude",
  agent: "claude-code",
  args: (question: string, { model }: AgentTarget) => {
    return ["-p", question, "--output-format", "json", "--model", model, "--tools", "Read"];
  },
  readAnswer: readClaude,
};
const claudeQuiet = { CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1", DISABLE_AUTOUPDATER: "1" };
const codex = {
  package: "@openai/codex@0.169.0",
  afterInstall: null,
  command: "codex",
  agent: "codex",
  readAnswer: readCodex,
};

async function writeCodexConfig(home: string, _work: string, { url, model }: AgentTarget): Promise<void> {
  await mkdir(join(home, ".codex"), { recursive: true });
  const provider = `name = "Diffract", base_url = "${url}/v1", env_key = "DIFFRACT_TOKEN", wire_api = "responses"`;
  const lines = [`model = "${model}"`, `model_provider = "diffract"`, `model_providers.diffract = { ${provider} }`];
  await writeFile(join(home, ".codex", "config.toml"), `${lines.join("\n")}\n`);
}

async function writeOpencodeConfig(_home: string, work: string, target: AgentTarget): Promise<void> {
  const { url, apiKey, model } = target;
  const options = { baseURL: `${url}/v1`, apiKey };
  const diffract = { npm: "@ai-sdk/openai-compatible", name: "Diffract", options, models: { [model]: {} } };
  const quiet = { share: "disabled", autoupdate: false };
  const config = { model: `diffract/${model}`, small_model: `diffract/${model}`, provider: { diffract }, ...quiet };
  await writeFile(join(work, "opencode.json"), JSON.stringify(config));
}

/** Every coding agent that is run, in every way of pointing it at a gateway. */
export const agentPrograms: readonly AgentProgram[] = [
  {
    ...claude,
    name: "Claude Code with an API key",
    env: ({ url, apiKey }) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: apiKey, ...claudeQuiet }),
  },
  {
    ...claude,
    name: "Claude Code with a bearer token",
    env: ({ url, apiKey }) => ({ ANTHROPIC_BASE_URL: url, ANTHROPIC_AUTH_TOKEN: apiKey, ...claudeQuiet }),
  },
  {
    ...codex,
    name: "Codex with a provider of its own",
    args: (question) => ["exec", "--skip-git-repo-check", "--json", question],
    env: ({ apiKey }) => ({ DIFFRACT_TOKEN: apiKey }),
    prepare: writeCodexConfig,
  },
  {
    ...codex,
    name: "Codex with OpenAI's provider, which tries WebSockets first",
    args: (question, { url, model }) => {
      const address = ["-c", `openai_base_url="${url}/v1"`];
      return ["exec", "--skip-git-repo-check", "--json", ...address, "-m", model, question];
    },
    env: ({ apiKey }) => ({ CODEX_API_KEY: apiKey, OPENAI_API_KEY: apiKey }),
  },
  {
    name: "opencode",
    package: "opencode-ai@1.18.33",
    afterInstall: "postinstall.mjs",
    command: "opencode",
    agent: "opencode",
    args: (question) => ["run", "--format", "json", question],
    env: () => ({ OPENCODE_DISABLE_MODELS_FETCH: "1", OPENCODE_DISABLE_AUTOUPDATE: "1" }),
    prepare: writeOpencodeConfig,
    readAnswer: readOpencode,
  },
];
