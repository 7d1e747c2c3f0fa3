import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export interface RawUpstream {
  readonly url: string;
  /** Heads of the requests that came. */
  readonly heads: readonly string[];
  /** How many connections are open. */
  readonly countOpen: () => number;
  readonly close: () => Promise<void>;
}

/** Whether head and body are there. */
function isWhole(text: string): boolean {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const length = /^content-length: *(\d+)/im.exec(text.slice(0, headEnd))?.[1] ?? "0";
  return text.length >= headEnd + 4 + Number(length);
}

/** An upstream that says anything at all, valid or not, each time that a whole request has come. */
export async function startRawUpstream(answer: (socket: Socket, head: string) => void): Promise<RawUpstream> {
  const sockets = new Set<Socket>();
  const heads: string[] = [];
  const server: Server = createServer((socket) => {
    let text = "";
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
      if (!isWhole(text)) return;
      const head = text.slice(0, text.indexOf("\r\n\r\n"));
      text = "";
      heads.push(head);
      answer(socket, head);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    heads,
    countOpen: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          resolve();
        });
      }),
  };
}
