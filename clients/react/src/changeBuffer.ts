import type {Change} from "@gapless/client";

/**
 * Changes between two deliveries. `keep` is a ring of a fixed size that has all of them; `conflate` has the last one of
 * each item. It never drops anything by itself: who adds to a full one is told, and takes first.
 */
export class ChangeBuffer<T> {
  readonly #most: number;
  readonly #ring: (Change<T> | undefined)[];
  readonly #latest: Map<string, Change<T>> | undefined;
  #first = 0;
  #size = 0;

  constructor(mode: "keep" | "conflate", most: number) {
    if (!Number.isInteger(most) || most < 1) {
      throw new RangeError(`bufferSize: ${most} (expected: a whole number from 1)`);
    }
    this.#most = most;
    this.#latest = mode === "conflate" ? new Map() : undefined;
    this.#ring = mode === "conflate" ? [] : new Array<undefined>(most).fill(undefined);
  }

  get size(): number {
    return this.#latest?.size ?? this.#size;
  }

  /** False when it is full, and nothing was added. */
  offer(change: Change<T>): boolean {
    if (this.#latest !== undefined) {
      // the place is that of the last change, so that the order stays that of the log
      if (!this.#latest.delete(change.item) && this.#latest.size === this.#most) {
        return false;
      }
      this.#latest.set(change.item, change);
      return true;
    }
    if (this.#size === this.#most) {
      return false;
    }
    this.#ring[(this.#first + this.#size) % this.#most] = change;
    this.#size++;
    return true;
  }

  /** All of them, in their order; it is empty afterwards. */
  take(): Change<T>[] {
    if (this.#latest !== undefined) {
      const taken = [...this.#latest.values()];
      this.#latest.clear();
      return taken;
    }
    const taken: Change<T>[] = [];
    for (let index = 0; index < this.#size; index++) {
      const place = (this.#first + index) % this.#most;
      const change = this.#ring[place];
      if (change !== undefined) {
        taken.push(change);
      }
      this.#ring[place] = undefined;
    }
    this.#first = (this.#first + this.#size) % this.#most;
    this.#size = 0;
    return taken;
  }
}
