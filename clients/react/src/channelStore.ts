import {
  UNKNOWN_COMPLETENESS,
  type Change,
  type Completeness,
  type ConnectionState,
  type FilterCondition,
  type GaplessClient,
  type Gap,
  type ResetReason,
  type SnapshotItem,
  type Subscription,
} from "@gapless/client";
import {ChangeBuffer} from "./changeBuffer.js";
import {ItemView, type ChannelItem} from "./itemView.js";

/** Why a channel tells nothing, or less than it should. */
export interface ChannelProblem {
  /** A code of the protocol, `read_failed`, or `snapshot_missing`. */
  readonly code: string;
  readonly message: string;
}

/** What a component sees of a channel. The object is the same until something in it changes. */
export interface LiveChannel<T = unknown> {
  /** What was read and heard, each item once as its last change left it; deleted ones are not in it. */
  readonly items: readonly ChannelItem<T>[];
  /** How many items left the view because there are more than `mostItems`. */
  readonly droppedItems: number;
  /** True until the place is fixed and the state, if there is a `read`, was read. */
  readonly loading: boolean;
  readonly error: ChannelProblem | undefined;
  readonly connectionState: ConnectionState;
  /** Changes are heard, over the WebSocket or by polling. */
  readonly isConnected: boolean;
  /** Changes are heard over the WebSocket. */
  readonly isRealTime: boolean;
  /** When the last changes came, in milliseconds since 1970. */
  readonly lastUpdate: number | undefined;
  /** Of the connection's last ping in milliseconds. */
  readonly latency: number | undefined;
  /** `partial` while a gap is open; `unknown` while the service has not told it. */
  readonly completeness: Completeness["type"];
  /** All creations up to this position are held. */
  readonly completeThrough: string | undefined;
  /** Each with its state, its cause and its expected end, as far as the service knows them. */
  readonly gaps: readonly Gap[];
  /** When the last of the gaps is probably filled; undefined when one of them may last for ever, or nothing is known. */
  readonly completeExpected: string | undefined;
  /** How often changes may have been missed: each time the state is read anew, if there is a `read`. */
  readonly resets: number;
  /** Reads the state anew. Without `read` it does nothing. */
  readonly refetch: () => void;
}

export interface LiveChannelOptions<T = unknown> {
  /** False: it listens to nothing. */
  readonly enabled?: boolean;
  /** Where to begin, as an earlier subscription told it; ignored while other listeners have the channel. */
  readonly offset?: string;
  /** Channels of a higher priority are asked for first after a reconnect; 0. */
  readonly priority?: number;
  /** Only changes whose data passes are heard. Components that share a channel must have the same filter. */
  readonly filter?: readonly FilterCondition[];
  /**
   * The service tells the present items wherever `read` would be called, so that none is needed. It has none of patterns,
   * of more than 10,000 items, while polling, and for a component that joins others of the same channel with other
   * sizes or another delivery: then `read` is called. Without one the error is `snapshot_missing`: only changes are
   * shown. Components that share a channel must all have it, or none.
   */
  readonly snapshot?: boolean;
  /**
   * `complete`: the component waits in its `Suspense` until the channel was complete once, and its items are read. A
   * refusal ends the waiting. While polling, and for a pattern, completeness is not told: it waits for the items alone.
   * On a server nothing waits.
   */
  readonly suspendUntil?: "complete";
  /** Shortest time between two deliveries; 100 ms. */
  readonly throttleMillis?: number;
  /** `keep` delivers every change, `conflate` the last one of each item since the delivery before; `keep`. */
  readonly delivery?: "keep" | "conflate";
  /** How many changes wait at most; with one more they are delivered at once. 1,000. */
  readonly bufferSize?: number;
  /** How many items are shown; 1,000. */
  readonly mostItems?: number;
  /** Reads the present state. It is called once the place is fixed, and after each reset. */
  readonly read?: (signal: AbortSignal) => Promise<Iterable<ChannelItem<T>>>;
  /** Gets each delivery once, before components are rendered with it. */
  readonly onChanges?: (changes: readonly Change<T>[]) => void;
  readonly onReset?: (reason: ResetReason) => void;
  readonly onError?: (problem: ChannelProblem) => void;
}

/** One component's part of a channel, as `useSyncExternalStore` wants it. Nothing is asked before `subscribe`. */
export class ChannelStore<T> {
  readonly #client: GaplessClient;
  readonly #channel: string | undefined;
  /** Those of the last renders of the components that use this, the newest last. */
  readonly #users = new Set<() => LiveChannelOptions<T>>();
  readonly #first: LiveChannelOptions<T>;
  readonly #listeners = new Set<() => void>();
  readonly #buffer: ChangeBuffer<T>;
  readonly #view: ItemView<T>;
  readonly #initial: LiveChannel<T>;

  #snapshot: LiveChannel<T>;
  #subscription: Subscription | undefined;
  #offset: string | undefined;
  #unlisten: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deliveredAt = 0;
  #read: AbortController | undefined;
  #readForReset = false;
  /** True from a snapshot to its place. */
  #hasSnapshot = false;
  /** True while the items stand on a snapshot. */
  #hasState = false;

  constructor(client: GaplessClient, channel: string | undefined, options: LiveChannelOptions<T>) {
    this.#client = client;
    this.#channel = channel;
    this.#first = options;
    const {delivery = "keep", bufferSize = 1_000, mostItems = 1_000} = options;
    this.#buffer = new ChangeBuffer(delivery, bufferSize);
    this.#view = new ItemView(mostItems);
    this.#initial = {
      items: [],
      droppedItems: 0,
      loading: channel !== undefined,
      error: undefined,
      connectionState: "idle",
      isConnected: false,
      isRealTime: false,
      lastUpdate: undefined,
      latency: undefined,
      completeness: "unknown",
      completeThrough: undefined,
      gaps: UNKNOWN_COMPLETENESS.gaps,
      completeExpected: undefined,
      resets: 0,
      refetch: () => this.#startRead(),
    };
    this.#snapshot = this.#initial;
  }

  /** Callbacks of these options are called until the answer is. */
  use(options: () => LiveChannelOptions<T>): () => void {
    this.#users.add(options);
    // not at once: the end of a component delivers what waits still
    return () => queueMicrotask(() => this.#users.delete(options));
  }

  #options(): LiveChannelOptions<T> {
    const [newest] = [...this.#users].reverse();
    return newest?.() ?? this.#first;
  }

  readonly getSnapshot = (): LiveChannel<T> => this.#snapshot;

  /** The same on the server and while a page takes over what the server wrote. */
  readonly getServerSnapshot = (): LiveChannel<T> => this.#initial;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#begin();
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        this.#end();
      }
    };
  };

  #begin(): void {
    if (this.#channel === undefined) {
      return;
    }
    const {offset = undefined, priority = 0, filter = undefined, snapshot = false} = this.#options();
    this.#unlisten = this.#client.onState(() => {
      this.#forgetPlaceless();
      this.#update({});
    });
    const shared = this.#client.activeSubscriptions.includes(this.#channel);
    this.#subscription = this.#client.subscribe<T>(
      this.#channel,
      {
        change: (change) => this.#heard(change),
        subscribed: (_, recovered) => this.#placed(recovered),
        reset: (reason, _, snapshotFollows) => this.#reset(reason, snapshotFollows),
        snapshot: (items) => this.#told(items),
        completeness: (known) => this.#completeness(known),
        refused: (code, message) => this.#failed({code, message}),
      },
      {priority, filter, snapshot, offset: shared ? undefined : (this.#offset ?? offset)},
    );
    this.#completeness(this.#subscription.completeness);
  }

  #end(): void {
    // what waits is delivered still
    this.#deliver();
    this.#offset = this.#subscription?.offset;
    this.#subscription?.close();
    this.#subscription = undefined;
    this.#unlisten?.();
    this.#read?.abort();
    this.#read = undefined;
  }

  #heard(change: Change<T>): void {
    if (!this.#buffer.offer(change)) {
      this.#deliver();
      this.#buffer.offer(change);
    }
    if (this.#timer === undefined) {
      const {throttleMillis = 100} = this.#options();
      const wait = Math.max(0, this.#deliveredAt + throttleMillis - Date.now());
      this.#timer = setTimeout(() => this.#deliver(), wait);
    }
  }

  #deliver(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = this.#buffer.take();
    if (changes.length === 0) {
      return;
    }
    this.#deliveredAt = Date.now();
    this.#view.apply(changes);
    this.#call(({onChanges}) => onChanges?.(changes));
    this.#update({items: this.#view.items, droppedItems: this.#view.dropped, lastUpdate: this.#deliveredAt});
  }

  /** A snapshot whose place was not told before the connection ended is no state to go on from. */
  #forgetPlaceless(): void {
    if (this.#client.state !== "open" && this.#hasSnapshot) {
      this.#hasSnapshot = false;
      this.#hasState = false;
    }
  }

  #placed(recovered: boolean): void {
    const readAlready = this.#readForReset || this.#hasSnapshot;
    this.#readForReset = false;
    this.#hasSnapshot = false;
    if (!recovered && !readAlready) {
      this.#startRead();
    }
    this.#update({loading: this.#read !== undefined, error: undefined});
    const {snapshot = false, read} = this.#options();
    if (!recovered && snapshot && read === undefined && !this.#hasState) {
      this.#failed({code: "snapshot_missing", message: "the service told no present items: only changes are shown"});
    }
  }

  #reset(reason: ResetReason, snapshotFollows: boolean): void {
    this.#call(({onReset}) => onReset?.(reason));
    this.#update({resets: this.#snapshot.resets + 1});
    if (!snapshotFollows) {
      this.#hasState = false;
      this.#readForReset = true;
      this.#startRead();
    }
  }

  /** It comes before the place and every change behind it. */
  #told(items: readonly SnapshotItem<T>[]): void {
    this.#hasSnapshot = true;
    this.#hasState = true;
    this.#read?.abort();
    this.#read = undefined;
    this.#deliver();
    this.#view.reading();
    this.#view.replace(items);
    this.#update({items: this.#view.items, droppedItems: this.#view.dropped, lastUpdate: Date.now()});
  }

  #completeness({type, through, gaps}: Completeness): void {
    // a component must not see a position before the changes up to it
    this.#deliver();
    this.#update({completeness: type, completeThrough: through, gaps, completeExpected: lastEnd(gaps)});
  }

  #failed(problem: ChannelProblem): void {
    this.#call(({onError}) => onError?.(problem));
    this.#update({error: problem, loading: false});
  }

  #startRead(): void {
    const {read} = this.#options();
    if (read === undefined || this.#subscription === undefined) {
      return;
    }
    this.#read?.abort();
    const running = new AbortController();
    this.#read = running;
    // what came before is in the state that is read now
    this.#deliver();
    this.#view.reading();
    this.#update({loading: true});
    read(running.signal).then(
      (state) => {
        if (this.#read === running) {
          this.#read = undefined;
          this.#deliver();
          this.#view.replace(state);
          this.#update({
            items: this.#view.items,
            droppedItems: this.#view.dropped,
            lastUpdate: Date.now(),
            loading: false,
            error: undefined,
          });
        }
      },
      (cause: unknown) => {
        if (this.#read === running) {
          this.#read = undefined;
          this.#failed({code: "read_failed", message: String(cause)});
        }
      },
    );
  }

  /** In a turn of its own: what a callback throws is reported as an uncaught error, and holds up nothing. */
  #call(call: (options: LiveChannelOptions<T>) => void): void {
    for (const options of this.#users) {
      queueMicrotask(() => call(options()));
    }
  }

  #update(part: Partial<LiveChannel<T>>): void {
    const connectionState = this.#client.state;
    const next: LiveChannel<T> = {
      ...this.#snapshot,
      connectionState,
      isConnected: this.#client.isConnected,
      isRealTime: connectionState === "open",
      latency: this.#client.metrics.latencyMillis,
      ...part,
    };
    const keys = Object.keys(next) as (keyof LiveChannel<T>)[];
    if (keys.some((key) => !Object.is(next[key], this.#snapshot[key]))) {
      this.#snapshot = next;
      this.#listeners.forEach((listener) => listener());
    }
  }
}

function lastEnd(gaps: readonly Gap[]): string | undefined {
  const ends = gaps.map(({until}) => until);
  return ends.some((each) => each === undefined)
    ? undefined
    : ends.reduce((last, each) => (last === undefined || Date.parse(each ?? "") > Date.parse(last) ? each : last), undefined);
}
