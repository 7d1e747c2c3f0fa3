/** What no policy changes passes a gateway byte for byte, in both directions, however it arrives: all recorded exchanges. */
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HeaderPairs } from "@/lib/core/contracts/call";
import type { GatewayUnderTest } from "./describe-gateway";
import type { FakeUpstream } from "./fake-upstream";
import { hasRecordedExchanges, listRecordedExchanges, type RecordedExchange } from "./recorded-exchanges";
import { replayHeader, replayManners, startReplayUpstream, type ReplayManner } from "./replay-upstream";
import { differsForClient, differsForUpstream } from "./header-excuses";
import { send, type Reply } from "./send-http";

const paths: Readonly<Record<string, string>> = {
  "openai.chat": "/v1/chat/completions",
  "openai.completions": "/v1/completions",
  "openai.responses": "/v1/responses",
  "anthropic.messages": "/v1/messages",
};

/** Not sent by the tests: the recorded client's connection, and secrets that were removed. */
const unsent =
  /^(?:authorization|x-api-key|api-key|host|connection|accept-encoding|content-length|transfer-encoding|cookie)$/;

/** For answers whose request was not recorded. */
const usualBody = Buffer.from('{"model":"m",  "stream": true, "n": 1.0}');
/** Where two plain values begin to differ, for people. */
function nameDifference(expected: object, received: object): string {
  const [left, right] = [expected, received].map((value) => JSON.stringify(value)) as [string, string];
  let at = 0;
  while (left[at] === right[at]) at++;
  const around = (text: string): string => text.slice(Math.max(0, at - 100), at + 200);
  return `straight: …${around(left)}\nthrough:  …${around(right)}`;
}

/** How many exchanges are under way at once. */
const lanes = 8;

interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

function planCall(exchange: RecordedExchange, manner: ReplayManner): Call {
  const { request } = exchange;
  const isPost = request?.method === "POST";
  const target = request === null ? "" : request.url.replace(/^https?:\/\/[^/]*/, "");
  const recorded = (request?.headers ?? []).filter(
    ([name, value]) => !unsent.test(name.toLowerCase()) && value !== "REDACTED",
  );
  return {
    method: request?.method ?? "POST",
    path: target.startsWith("/v1/") ? target : (paths[exchange.api] ?? "/v1/other"),
    headers: { ...Object.fromEntries(recorded), [replayHeader]: `${manner} ${exchange.id}` },
    body: request === null || (isPost && request.body.length === 0) ? usualBody : request.body,
  };
}

function listHeaders(headers: Reply["headers"]): HeaderPairs {
  return Object.entries(headers)
    .filter(([name]) => !differsForClient(name))
    .map(([name, value]) => [name, String(value)] as const)
    .sort(([a], [b]) => a.localeCompare(b));
}

function describeReply({ status, headers, body, isComplete }: Reply): unknown {
  return { status, isComplete, headers: listHeaders(headers), body: body.toString("latin1") };
}

/** What arrived of this call, which is forgotten with that: the next one is the same call on the other way. */
function takeSeen(upstream: FakeUpstream, call: Call): unknown {
  const mark = call.headers[replayHeader] ?? "";
  const seen = upstream.seen.filter(({ headers }) => headers.includes(mark));
  for (const one of seen) upstream.seen.splice(upstream.seen.indexOf(one), 1);
  return seen.map(({ method, url, headers, body }) => {
    const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name.toLowerCase(), headers[at + 1] ?? ""]] : []));
    const kept = pairs.filter(([name]) => !differsForUpstream(name ?? "")).map((pair) => pair.join(": "));
    return { method, url, headers: kept.sort(), body: body.toString("latin1") };
  });
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const lane = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

/** Half of a whole answer is not passed on as if it were one; what a stream brought before it broke is. */
function isHeldBack(exchange: RecordedExchange, manner: ReplayManner): boolean {
  return manner === "cut" && !exchange.stream && exchange.response.body.length > 0;
}

/**
 * Registers every recorded exchange in every manner of arriving; none where the recordings are missing.
 * @param start makes projects whose upstreams are at `upstreamUrl`
 */
export function describeFidelity(name: string, start: (upstreamUrl: string) => Promise<GatewayUnderTest>): void {
  describe.skipIf(!hasRecordedExchanges)(`recorded exchanges through ${name}`, () => {
    const exchanges = listRecordedExchanges();
    let upstream: FakeUpstream;
    let gateway: GatewayUnderTest;

    const sendTo = async (url: string, call: Call, token: string): Promise<Reply> =>
      send(url, { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });

    beforeAll(async () => {
      upstream = await startReplayUpstream(exchanges);
      gateway = await start(upstream.url);
    });

    afterAll(async () => {
      await gateway.close();
      await upstream.close();
    });

    it.each(replayManners)(
      "arrive as if sent straight: %s",
      async (manner) => {
        const differing: string[] = [];
        await inLanes(exchanges, async (exchange) => {
          const call = planCall(exchange, manner);
          const reply = await sendTo(upstream.url, call, "sk-direct");
          const direct = { arrived: takeSeen(upstream, call), reply: describeReply(reply) };
          const answer = await sendTo(gateway.url, call, gateway.tokens.good);
          const through = { arrived: takeSeen(upstream, call), reply: describeReply(answer) };
          const expected = isHeldBack(exchange, manner) ? { ...direct, reply: through.reply } : direct;
          if (isHeldBack(exchange, manner)) expect(answer.headers["x-diffract-error"]).toBe("upstream_truncated");
          if (!isDeepStrictEqual(through, expected))
            differing.push(`${exchange.id}\n${nameDifference(expected, through)}`);
        });
        expect(differing).toEqual([]);
      },
      120_000,
    );
  });
}
