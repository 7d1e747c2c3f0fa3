import { Agent, request as httpRequest } from "node:http";

/** How one call ended, as its client saw it. */
export interface SeenCall {
  readonly model: string;
  /** 0 when no answer began. */
  readonly status: number;
  readonly callId: string | null;
  /** The answer came to its end. */
  readonly isComplete: boolean;
  readonly error: string | null;
}

export interface LoadOptions {
  readonly port: number;
  readonly token: string;
  readonly clients: number;
  /** Path and query of the next call. */
  readonly path: (index: number) => string;
}

function call({ port, token, path }: LoadOptions, agent: Agent, index: number): Promise<SeenCall> {
  const model = `load-${String(index)}`;
  return new Promise((resolve) => {
    const seen = { model, status: 0, callId: null as string | null, isComplete: false };
    const finish = (error: string | null): void => {
      resolve({ ...seen, error });
    };
    const outgoing = httpRequest(
      {
        agent,
        port,
        host: "127.0.0.1",
        // A call that hangs is one that was cut, and not the end of the test's patience.
        timeout: 30_000,
        method: "POST",
        path: path(index),
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      },
      (response) => {
        seen.status = response.statusCode ?? 0;
        seen.callId = String(response.headers["x-diffract-call-id"] ?? "") || null;
        response.on("error", () => undefined);
        response.on("close", () => {
          seen.isComplete = response.complete;
          finish(response.complete ? null : "cut");
        });
        response.resume();
      },
    );
    outgoing.on("timeout", () => {
      outgoing.destroy(new Error("silent for 30 s"));
    });
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      finish(error.code ?? error.message);
    });
    outgoing.end(JSON.stringify({ model, messages: [] }));
  });
}

/** Clients that call without a pause, on kept connections, until they are told to stop. */
export class Load {
  readonly seen: SeenCall[] = [];
  private isOver = false;
  private index = 0;
  private readonly agent: Agent;
  private readonly running: Promise<void>;

  constructor(private readonly options: LoadOptions) {
    this.agent = new Agent({ keepAlive: true, maxSockets: options.clients });
    this.running = Promise.all(Array.from({ length: options.clients }, () => this.runClient())).then(() => undefined);
  }

  /** Resolves when the last call has ended. */
  async stop(): Promise<readonly SeenCall[]> {
    this.isOver = true;
    await this.running;
    this.agent.destroy();
    return this.seen;
  }

  private async runClient(): Promise<void> {
    while (!this.isOver) {
      const one = await call(this.options, this.agent, this.index++);
      this.seen.push(one);
      if (one.error !== null) await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
