import type {Change} from "@gapless/client";

/** The present version of an item. */
export interface ChannelItem<T = unknown> {
  readonly item: string;
  /** 64 bits, so it is a text. */
  readonly version: string;
  /** 64 bits, so it is a text. */
  readonly position: string;
  readonly data: T;
}

/** Items by their ids, in the order in which they came, of which the newest are kept. */
export class ItemView<T> {
  readonly #most: number;
  #items = new Map<string, ChannelItem<T>>();
  /** Versions that were read, of items that have not come to them since. */
  readonly #read = new Map<string, string>();
  /** What came while a state is being read. */
  #since: Map<string, Change<T>> | undefined;
  #dropped = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get items(): readonly ChannelItem<T>[] {
    return [...this.#items.values()];
  }

  /** How many left the view because newer ones came. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * The last change of an item counts, whatever its version: a replay of the service may lower that. But what was
   * logged before the item was read may come after: it counts from the version that was read.
   */
  apply(changes: readonly Change<T>[]): void {
    for (const change of changes) {
      this.#since?.set(change.item, change);
      this.#put(change);
    }
  }

  /** From now on it remembers what comes, for `replace`. */
  reading(): void {
    this.#since = new Map();
  }

  /** Takes a state that was read, and what came since the reading began, each item in its newer version. */
  replace(state: Iterable<ChannelItem<T>>): void {
    this.#items = new Map();
    this.#read.clear();
    this.#dropped = 0;
    for (const each of state) {
      this.#items.set(each.item, each);
      this.#read.set(each.item, each.version);
      this.#trim();
    }
    for (const change of this.#since?.values() ?? []) {
      this.#put(change);
    }
    this.#since = undefined;
  }

  #put(change: Change<T>): void {
    const read = this.#read.get(change.item);
    if (read !== undefined && BigInt(read) > BigInt(change.version)) {
      return;
    }
    this.#read.delete(change.item);
    if (change.kind === "deleted") {
      this.#items.delete(change.item);
      return;
    }
    const {item, version, position, data} = change;
    this.#items.set(item, {item, version, position, data});
    this.#trim();
  }

  #trim(): void {
    if (this.#items.size > this.#most) {
      const [oldest] = this.#items.keys();
      if (oldest !== undefined) {
        this.#items.delete(oldest);
        this.#read.delete(oldest);
        this.#dropped++;
      }
    }
  }
}
