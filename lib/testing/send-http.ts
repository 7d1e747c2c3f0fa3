import { request as httpRequest, type IncomingMessage } from "node:http";

/** A whole answer. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
  readonly isComplete: boolean;
}

export interface SendOptions {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | string;
  /** Breaks the connection after this many response bytes. */
  readonly abortAfterBytes?: number;
}

const defaultBody = JSON.stringify({ model: "m", messages: [{ role: "user", content: "hi" }] });

/** One request on a connection of its own. Resolves also when the answer breaks off. */
export function send(url: string, options: SendOptions): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const target = new URL(url);
    const outgoing = httpRequest(
      {
        host: target.hostname,
        port: target.port,
        method: options.method ?? "POST",
        path: options.path ?? "/v1/chat/completions",
        headers: { "content-type": "application/json", ...options.headers },
      },
      (response) => {
        const parts: Buffer[] = [];
        let size = 0;
        const finish = (): void => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts),
            isComplete: response.complete,
          });
        };
        response.on("data", (part: Buffer) => {
          parts.push(part);
          size += part.length;
          if (options.abortAfterBytes !== undefined && size >= options.abortAfterBytes) outgoing.destroy();
        });
        response.on("end", finish);
        response.on("error", finish);
        response.on("close", finish);
      },
    );
    outgoing.on("error", reject);
    if (options.method === "GET") outgoing.end();
    else outgoing.end(options.body ?? defaultBody);
  });
}
