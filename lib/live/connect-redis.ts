import { Redis } from "ioredis";

const longestRetryMs = 5_000;

/**
 * A connection that is made again for as long as it lives, and never holds commands back for later: a signal that could
 * not be sent at once is worth nothing, since everybody who follows looks by himself now and then.
 */
export function connectRedis(url: string, name: string): Redis {
  const client = new Redis(url, {
    connectionName: name,
    connectTimeout: 5_000,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 6), longestRetryMs),
  });
  // Without a listener an error would end the process; its text can hold the address, so nobody repeats it.
  client.on("error", () => undefined);
  return client;
}
