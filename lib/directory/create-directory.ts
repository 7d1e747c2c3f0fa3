import type { Directory, TokenGrant } from "@/lib/core/contracts/configuration";
import { AppError } from "@/lib/core/errors";
import type { Db } from "@/lib/db/create-db";
import { answerWithin, patienceMs } from "./answer-within";
import { followChanges, type ChangeFollower } from "./follow-changes";
import { createTokenLedger } from "./create-token-ledger";
import { createRequestAllowances, type RequestAllowances } from "./request-allowances";
import { readConfiguration, toTokenGrant, type Configuration, type OpenSecret } from "./read-configuration";

export interface LiveDirectory extends Directory {
  readonly isReady: () => boolean;
  /** Version of the configuration in use; `null` before the first was read. */
  readonly version: () => bigint | null;
  /** Reads everything anew now. @throws when the database cannot be read */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface DirectoryOptions {
  readonly db: Db;
  /** For the connection that listens. */
  readonly url: string;
  readonly openSecret: OpenSecret;
  readonly pollMs?: number;
}

/** How long a token that does not exist is remembered as such. */
const missMs = 2000;
const maxMisses = 10_000;
const defaultPollMs = 2000;
const cannotAsk =
  "This token is not known here, and the database that knows it cannot be asked right now. Try again shortly.";
const cannotCount =
  "This token's requests are counted in the database, which cannot be asked right now. Try again shortly.";

/** Remembers for a moment which tokens do not exist, so that a flood of one bad token asks the database once. */
class MissCache {
  private readonly until = new Map<string, number>();

  has(publicId: string): boolean {
    const until = this.until.get(publicId);
    return until !== undefined && until > performance.now();
  }

  add(publicId: string): void {
    if (this.until.size >= maxMisses) this.until.clear();
    this.until.set(publicId, performance.now() + missMs);
  }

  clear(): void {
    this.until.clear();
  }
}

class DatabaseDirectory implements LiveDirectory {
  private configuration: Configuration | null = null;
  private readonly misses = new MissCache();
  private readonly lookups = new Map<string, Promise<TokenGrant | null>>();
  private readonly follower: ChangeFollower;
  private readonly timer: NodeJS.Timeout;
  private readonly allowances: RequestAllowances;
  private reloading: Promise<void> | null = null;
  private isStale = true;
  private isPolling = false;

  constructor(private readonly options: DirectoryOptions) {
    this.allowances = createRequestAllowances(createTokenLedger(options.db));
    const refresh = (): void => {
      this.isStale = true;
      this.reload().catch(() => undefined);
    };
    this.follower = followChanges({
      url: options.url,
      channel: "diffract_configuration",
      onSignal: refresh,
      onConnected: refresh,
    });
    this.timer = setInterval(() => {
      this.poll().catch(() => undefined);
    }, options.pollMs ?? defaultPollMs);
    this.timer.unref();
    refresh();
  }

  findToken(publicId: string): TokenGrant | null | Promise<TokenGrant | null> {
    const known = this.configuration?.tokens.get(publicId);
    if (known !== undefined) return known;
    if (this.misses.has(publicId)) return null;
    const running = this.lookups.get(publicId);
    if (running !== undefined) return running;
    const lookup = answerWithin(this.lookUp(publicId), patienceMs, cannotAsk).finally(() =>
      this.lookups.delete(publicId),
    );
    this.lookups.set(publicId, lookup);
    return lookup;
  }

  findProject(projectId: string) {
    return this.configuration?.projects.get(projectId) ?? null;
  }

  spendRequest(token: TokenGrant): boolean | Promise<boolean> {
    if (token.maxRequests === null) return true;
    const passes = this.allowances.spend(token.id, token.maxRequests);
    return passes instanceof Promise ? answerWithin(passes, patienceMs, cannotCount) : passes;
  }

  isReady(): boolean {
    return this.configuration !== null;
  }

  version(): bigint | null {
    return this.configuration?.version ?? null;
  }

  /** One read at a time; a signal that comes during a read causes another after it. */
  reload(): Promise<void> {
    this.isStale = true;
    this.reloading ??= this.readUntilFresh().finally(() => {
      this.reloading = null;
    });
    return this.reloading;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.follower.close(), this.allowances.close()]);
  }

  private async readUntilFresh(): Promise<void> {
    while (this.isStale) {
      this.isStale = false;
      try {
        this.configuration = await readConfiguration(this.options.db, this.options.openSecret);
        this.misses.clear();
      } catch (error) {
        this.isStale = true;
        throw error;
      }
    }
  }

  /** One question at a time, so that a database that does not answer is not asked by every connection there is. */
  private async poll(): Promise<void> {
    if (this.reloading !== null || this.isPolling) return;
    this.isPolling = true;
    try {
      const row = await this.options.db.configurationVersion.findFirst();
      if (row?.version !== this.configuration?.version) await this.reload();
    } finally {
      this.isPolling = false;
    }
  }

  /** A token that is not in memory may be a second old, or never have been. */
  private async lookUp(publicId: string): Promise<TokenGrant | null> {
    try {
      const row = await this.options.db.token.findUnique({ where: { publicId } });
      if (row === null) {
        this.misses.add(publicId);
        return null;
      }
      await this.reload();
      return this.configuration?.tokens.get(publicId) ?? toTokenGrant(row);
    } catch (error) {
      throw new AppError("directory_unavailable", cannotAsk, undefined, { cause: error });
    }
  }
}

/** The gateway's memory of tokens, projects and policies: follows the database, answers without it. */
export function createDirectory(options: DirectoryOptions): LiveDirectory {
  return new DatabaseDirectory(options);
}
