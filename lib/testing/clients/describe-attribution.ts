/** Whom a call belongs to, as far as real clients say it by themselves, and how its record is found again. */
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GatewayUnderTest } from "../describe-gateway";
import { startClientUpstream, type ClientUpstream } from "./client-upstream";

const messages = [{ role: "user" as const, content: "Hello" }];

/** @param start makes projects whose upstreams are at `upstreamUrl` */
export function describeAttribution(name: string, start: (upstreamUrl: string) => Promise<GatewayUnderTest>): void {
  describe(`whom calls belong to through ${name}`, () => {
    let upstream: ClientUpstream;
    let gateway: GatewayUnderTest;

    const readRecord = async (response: Response) =>
      gateway.records.waitForEnd(response.headers.get("x-diffract-call-id") ?? "");

    beforeAll(async () => {
      upstream = await startClientUpstream();
      gateway = await start(upstream.url);
    });

    afterAll(async () => {
      await gateway.close();
      await upstream.close();
    });

    it("takes the user that OpenAI's client sends", async () => {
      const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.tokens.good });
      const { response } = await client.chat.completions
        .create({ model: "demo-fast", messages, safety_identifier: "ann" })
        .withResponse();
      expect(await readRecord(response)).toMatchObject({ user_id: "ann", session_id: null, agent: null });
    });

    it("takes the user that Anthropic's client sends", async () => {
      const client = new Anthropic({ baseURL: gateway.url, apiKey: gateway.tokens.good });
      const { response } = await client.messages
        .create({ model: "demo-fast", max_tokens: 20, messages, metadata: { user_id: "ann" } })
        .withResponse();
      expect(await readRecord(response)).toMatchObject({ user_id: "ann", session_id: null, agent: null });
    });

    it("takes what the headers say before what the body says, and keeps them from upstream", async () => {
      const defaultHeaders = { "x-diffract-session": "s-1", "x-diffract-user": "bob", "x-diffract-agent": "planner" };
      const client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: gateway.tokens.good, defaultHeaders });
      await upstream.takeArrived();
      const { response } = await client.chat.completions
        .create({ model: "demo-fast", messages, safety_identifier: "ann" })
        .withResponse();
      expect(await readRecord(response)).toMatchObject({ user_id: "bob", session_id: "s-1", agent: "planner" });
      const [arrived] = await upstream.takeArrived();
      expect(arrived?.headers.filter(([header]) => header.toLowerCase().startsWith("x-diffract-"))).toEqual([]);
    });

    it("refuses a wrong token as the client's own authentication error, which it does not try again", async () => {
      const openai = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: "dfr_wrong" });
      const anthropic = new Anthropic({ baseURL: gateway.url, apiKey: "dfr_wrong" });
      await expect(openai.models.list()).rejects.toMatchObject({
        constructor: OpenAI.AuthenticationError,
        code: "invalid_token",
      });
      await expect(anthropic.messages.create({ model: "m", max_tokens: 1, messages })).rejects.toMatchObject({
        constructor: Anthropic.AuthenticationError,
        status: 401,
      });
      expect(await upstream.takeArrived()).toEqual([]);
    });
  });
}
