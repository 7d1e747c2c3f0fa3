/** Real coding agents, straight at an upstream and through the running product. Not in `npm test`: `npm run test:clients`. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startClientUpstream, type ClientUpstream } from "../clients/client-upstream";
import type { GatewayUnderTest } from "../describe-gateway";
import { SharedProduct } from "../shared-product";
import { agentPrograms } from "./agent-programs";
import { installAgents } from "./install-agents";
import { observeAgent } from "./observe-agent";

const question = "What's my account number?";
const hookTimeoutMs = 900_000;
const testTimeoutMs = 300_000;

const product = new SharedProduct("start");
let commands: string;
let upstream: ClientUpstream;
let gateway: GatewayUnderTest;

beforeAll(async () => {
  commands = await installAgents();
  upstream = await startClientUpstream();
  gateway = await product.connect(upstream.url);
}, hookTimeoutMs);

afterAll(async () => {
  await product.close();
  await upstream.close();
});

describe.each(agentPrograms.map((program, index) => ({ ...program, index })))("$name", (program) => {
  it.each(["demo-fast", "demo-tools-fast"])(
    "asks and hears the same with %s",
    async (model) => {
      const straight = { url: upstream.url, apiKey: "sk-direct", model };
      const direct = await observeAgent(program, commands, { question, target: straight }, upstream);
      const target = { url: gateway.url, apiKey: gateway.tokens.good, model };
      const through = await observeAgent(program, commands, { question, target }, upstream);
      if (model === "demo-fast") expect(direct.answer.text).toContain("1234-5678-9012");
      else expect(direct.arrived.length).toBeGreaterThan(1);
      expect(through.answer.text).toBe(direct.answer.text);
      expect(through.arrived).toEqual(direct.arrived);
    },
    testTimeoutMs,
  );

  it(
    "is named in the record, with its session",
    async () => {
      // A name that nobody else asks for, of the kind that the demo provider answers to.
      const model = `gpt-agent-${String(program.index)}`;
      const target = { url: gateway.url, apiKey: gateway.tokens.good, model };
      const { answer } = await observeAgent(program, commands, { question, target }, upstream);
      const record = await gateway.records.waitForModel(model);
      expect(record).toMatchObject({ agent: program.agent, session_id: answer.session, state: "completed" });
      if (program.agent !== "opencode") expect(record.user_id).toEqual(expect.any(String));
    },
    testTimeoutMs,
  );
});
