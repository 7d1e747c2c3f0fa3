import type { JsonObject } from "@/lib/core/json/json-access";

/** Something that the demo was given to keep, as it answers it, with its bytes where it is a file. */
export interface ShelfItem {
  readonly object: JsonObject;
  readonly bytes: Uint8Array | null;
}

const mostItems = 500;
const mostBytes = 32 * 1024 * 1024;
const objectBytes = 2_048;

/**
 * What the demo remembers of files, threads and the like: in this process only, each project's apart, the oldest forgotten
 * first when there is too much. The key of an item is its project, the path of its collection and its id.
 */
export class DemoShelf {
  private readonly items = new Map<string, ShelfItem>();
  private size = 0;

  put(collection: string, id: string, item: ShelfItem): void {
    this.delete(collection, id);
    this.items.set(`${collection}/${id}`, item);
    this.size += this.measure(item);
    for (const [key, oldest] of this.items) {
      if (this.items.size <= mostItems && this.size <= mostBytes) break;
      this.items.delete(key);
      this.size -= this.measure(oldest);
    }
  }

  get(collection: string, id: string): ShelfItem | null {
    return this.items.get(`${collection}/${id}`) ?? null;
  }

  /** Oldest first. */
  list(collection: string): ShelfItem[] {
    const prefix = `${collection}/`;
    const keys = [...this.items.keys()].filter((key) => key.startsWith(prefix) && !key.includes("/", prefix.length));
    return keys.flatMap((key) => this.items.get(key) ?? []);
  }

  delete(collection: string, id: string): boolean {
    const item = this.get(collection, id);
    if (item === null) return false;
    this.size -= this.measure(item);
    return this.items.delete(`${collection}/${id}`);
  }

  private measure({ bytes }: ShelfItem): number {
    return objectBytes + (bytes?.length ?? 0);
  }
}
