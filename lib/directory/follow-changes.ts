import { Client } from "pg";

export interface ChangeFollower {
  readonly close: () => Promise<void>;
}

export interface FollowOptions {
  readonly url: string;
  readonly channel: string;
  readonly onSignal: (payload: string) => void;
  /** Called after each (re)connection: signals sent meanwhile are lost, so everything must be read again. */
  readonly onConnected: () => void;
}

const retryMs = 500;

/** LISTENs on a connection of its own and reconnects for as long as it lives. */
export function followChanges({ url, channel, onSignal, onConnected }: FollowOptions): ChangeFollower {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const retry = (): void => {
    client = null;
    if (isClosed) return;
    timer = setTimeout(connect, retryMs);
    timer.unref();
  };

  const open = async (next: Client): Promise<void> => {
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    onConnected();
  };

  function connect(): void {
    const next = new Client({
      connectionString: url,
      application_name: "diffract-follow",
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    });
    client = next;
    const lose = (): void => {
      next.removeAllListeners("end");
      if (client === next) retry();
      next.end().catch(() => undefined);
    };
    next.on("error", lose);
    next.on("end", lose);
    next.on("notification", ({ payload }) => {
      onSignal(payload ?? "");
    });
    open(next).catch(lose);
  }

  connect();
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
