import type {GaplessClient} from "@gapless/client";
import {ChannelStore, type LiveChannelOptions} from "./channelStore.js";

/** How long one is kept that no component shows yet: React forgets what it made for a component that waits. */
const WAITING_MILLIS = 60_000;

/** Stores by what they were made for. */
const stores = new WeakMap<GaplessClient, Map<string, SharedStore<never>>>();

/** One store of all components that want the same of a channel. It lives from the first render to the last component. */
export class SharedStore<T> {
  readonly store: ChannelStore<T>;
  readonly #known: Map<string, SharedStore<never>>;
  readonly #key: string;
  readonly #isPattern: boolean;
  #shown = 0;
  #unlisten: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #complete: Promise<void> | undefined;
  #resolve: (() => void) | undefined;
  #wasComplete = false;

  constructor(store: ChannelStore<T>, channel: string, known: Map<string, SharedStore<never>>, key: string) {
    this.store = store;
    this.#isPattern = channel.split("/", 3).includes("*");
    this.#known = known;
    this.#key = key;
    this.renew();
  }

  /** Keeps it for a component that may come. */
  renew(): void {
    this.#known.set(this.#key, this as unknown as SharedStore<never>);
    clearTimeout(this.#timer);
    if (this.#shown === 0) {
      this.#timer = setTimeout(() => this.#end(), WAITING_MILLIS);
    }
  }

  /**
   * What to wait for; undefined once the channel was complete, is refused, or cannot be told to be complete. It listens
   * from then on.
   */
  untilComplete(): Promise<void> | undefined {
    if (this.#look()) {
      return undefined;
    }
    this.#complete ??= new Promise((resolve) => {
      this.#resolve = resolve;
      this.#unlisten = this.store.subscribe(() => {
        if (this.#look()) {
          resolve();
        }
      });
    });
    return this.#complete;
  }

  #look(): boolean {
    const {completeness, loading, error, connectionState} = this.store.getSnapshot();
    const untold = this.#isPattern || connectionState === "polling";
    this.#wasComplete ||= error !== undefined || ((completeness === "complete" || untold) && !loading);
    return this.#wasComplete;
  }

  /** A component shows it until it calls the answer. */
  show(): () => void {
    this.#shown++;
    this.renew();
    return () => {
      this.#shown--;
      if (this.#shown === 0) {
        // in strict mode it is shown again at once
        this.#timer = setTimeout(() => this.#end(), 0);
      }
    };
  }

  #end(): void {
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#complete = undefined;
    // a component that waits still is rendered again, and asks anew
    this.#resolve?.();
    this.#resolve = undefined;
    if (this.#known.get(this.#key) === (this as unknown as SharedStore<never>)) {
      this.#known.delete(this.#key);
    }
  }
}

export function sharedStore<T>(client: GaplessClient, channel: string, options: LiveChannelOptions<T>): SharedStore<T> {
  const known = stores.get(client) ?? new Map<string, SharedStore<never>>();
  stores.set(client, known);
  const {delivery, bufferSize, mostItems, filter, snapshot} = options;
  const key = JSON.stringify([channel, delivery, bufferSize, mostItems, filter, snapshot]);
  const found = known.get(key) as SharedStore<T> | undefined;
  found?.renew();
  return found ?? new SharedStore(new ChannelStore<T>(client, channel, options), channel, known, key);
}
