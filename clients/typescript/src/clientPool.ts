import {GaplessClient} from "./client.js";
import type {ClientOptions} from "./options.js";

/** One user's share of a client. */
export interface ClientLease {
  readonly client: GaplessClient;
  /** The last release closes the client. A second call does nothing. */
  release(): void;
}

interface Shared {
  readonly client: GaplessClient;
  users: number;
}

/** One client, and so one connection, for each address of a live service. */
export class ClientPool {
  readonly #shared = new Map<string, Shared>();

  /** @param options those of the first user make the client; later ones share it by the address alone */
  acquire(options: ClientOptions): ClientLease {
    const key = new URL(options.url).href;
    let shared = this.#shared.get(key);
    if (shared === undefined || shared.client.state === "closed") {
      shared = {client: new GaplessClient(options), users: 0};
      this.#shared.set(key, shared);
    }
    const mine = shared;
    mine.users++;
    let released = false;
    return {
      client: mine.client,
      release: () => {
        if (released) {
          return;
        }
        released = true;
        mine.users--;
        if (mine.users === 0) {
          mine.client.close();
          if (this.#shared.get(key) === mine) {
            this.#shared.delete(key);
          }
        }
      },
    };
  }

  /** How many connections it holds. */
  get size(): number {
    return this.#shared.size;
  }
}
