import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { HeaderList } from "@/lib/core/contracts/provider";
import { demoProvider } from "@/lib/providers/demo";
import { asObject, asString, tryParseJson } from "@/lib/core/json/json-access";
import { answerMedia } from "./answer-media";
import { answerTrouble } from "./answer-trouble";
import type { CannedAnswer } from "./canned-answer";

/** One request as it arrived at the upstream. */
export interface ArrivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
  /** Whether the caller went away before it had everything. */
  wasCutShort: boolean;
}

export interface ClientUpstream {
  /** Without `/v1`. */
  readonly url: string;
  /** What arrived since the last time, once every answer is over. */
  readonly takeArrived: () => Promise<readonly ArrivedRequest[]>;
  readonly close: () => Promise<void>;
}

function toHeaderList(raw: readonly string[]): HeaderList {
  const pairs: HeaderList = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? "", raw[at + 1] ?? ""]);
  return pairs;
}

/** A boundary is random; without it equal forms are equal bytes. */
export function nameForm({ headers, body }: Pick<ArrivedRequest, "headers" | "body">): Buffer {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  const boundary = /boundary="?([^";]+)/.exec(type)?.[1];
  if (boundary === undefined) return body;
  return Buffer.from(body.toString("latin1").replaceAll(boundary, "boundary"), "latin1");
}

async function writeAnswer(response: ServerResponse, { status, headers, body }: CannedAnswer): Promise<void> {
  response.writeHead(status, headers.flat());
  try {
    for await (const chunk of body) {
      if (response.destroyed) return;
      response.write(chunk);
      // Each piece on its own, as a model sends them.
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  } catch {
    response.destroy();
  }
}

/** Counts attempts per model since the scenario began: that is what retries are. */
class AttemptCounter {
  private readonly counts = new Map<string, number>();

  next(model: string): number {
    const count = (this.counts.get(model) ?? 0) + 1;
    this.counts.set(model, count);
    return count;
  }

  reset(): void {
    this.counts.clear();
  }
}

async function pickAnswer(
  arrived: ArrivedRequest,
  attempts: AttemptCounter,
  signal: AbortSignal,
): Promise<CannedAnswer> {
  const path = arrived.url.replace(/\?.*$/, "");
  const model = asString(asObject(tryParseJson(arrived.body.toString()))?.["model"]) ?? "";
  const form = nameForm(arrived);
  const upload = {
    digest: createHash("sha256").update(form).digest("hex"),
    asksStream: /name="stream"\r\n\r\ntrue/.test(form.toString("latin1")),
  };
  const canned = answerMedia(arrived.method, path, upload) ?? answerTrouble(path, model, () => attempts.next(model));
  if (canned !== null) return canned;
  const { method, url: target, headers } = arrived;
  // Recovered: the demo model answers under its own name.
  const body = Buffer.from(arrived.body.toString("latin1").replace('"busy-twice"', '"demo-fast"'), "latin1");
  const answer = await demoProvider.answer?.({ method, target, headers, body, signal });
  if (answer === undefined) throw new Error("The demo provider answers by itself.");
  return answer;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  attempts: AttemptCounter,
): Promise<ArrivedRequest> {
  const abort = new AbortController();
  const { method = "", url = "" } = request;
  const arrived: ArrivedRequest = {
    method,
    url,
    headers: toHeaderList(request.rawHeaders),
    body: await buffer(request),
    wasCutShort: false,
  };
  const closed = new Promise<void>((resolve) => {
    response.once("close", () => {
      arrived.wasCutShort = !response.writableFinished;
      abort.abort();
      resolve();
    });
  });
  await writeAnswer(response, await pickAnswer(arrived, attempts, abort.signal));
  await closed;
  return arrived;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

/** The demo provider over HTTP, with what it does not have: media, files, and answers that make clients try again. */
export async function startClientUpstream(): Promise<ClientUpstream> {
  const attempts = new AttemptCounter();
  let arriving: Promise<ArrivedRequest | null>[] = [];
  const server = createServer((request, response) => {
    const served = serve(request, response, attempts).catch(() => {
      response.destroy();
      return null;
    });
    arriving.push(served);
  });
  // As the vendors that serve none, and as the gateway: Codex then goes on with HTTP at once.
  server.on("upgrade", (_request, socket) => {
    socket.end("HTTP/1.1 426 Upgrade Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    async takeArrived() {
      const taken = arriving;
      arriving = [];
      const arrived = await Promise.all(taken);
      attempts.reset();
      return arrived.filter((one) => one !== null);
    },
    close: () => closeServer(server),
  };
}
