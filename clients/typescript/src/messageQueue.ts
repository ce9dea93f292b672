import {QueueOverflowError, RefusedError} from "./errors.js";

/** One message that waits or is on its way. */
export interface QueuedMessage<T = unknown> {
  /** Stays the same over all attempts, so that the receiver can drop a repeated one. */
  readonly id: string;
  readonly event: string;
  readonly data: T;
  /** When it was given to the queue, in milliseconds since 1970. */
  readonly timestamp: number;
  /** The highest goes first. */
  readonly priority: number;
  readonly retries: number;
  readonly maxRetries: number;
}

/**
 * What a full queue does: `refuse` the new message, drop the oldest message of the lowest priority (`drop_lowest`), or
 * the oldest of all (`drop_oldest`). Who sent a dropped message is told by a `QueueOverflowError`.
 */
export type OverflowPolicy = "refuse" | "drop_lowest" | "drop_oldest";

export interface MessageQueueOptions<T = unknown> {
  /**
   * Sends once. It resolves when the receiver has acknowledged, and rejects with a `RefusedError` when the receiver
   * refused for good. Any other rejection is tried again. It is to end when the signal aborts.
   */
  readonly deliver: (message: QueuedMessage<T>, signal: AbortSignal) => Promise<void>;
  /** How many messages wait at most; 1,000. */
  readonly most?: number;
  /** `drop_lowest` by default. */
  readonly overflow?: OverflowPolicy;
  /** Called for each message that a full queue gave up. */
  readonly onOverflow?: (message: QueuedMessage<T>) => void;
  /** How long an acknowledgement is waited for; 5,000 ms. */
  readonly ackMillis?: number;
  /** How many further attempts follow a failed one; 3. */
  readonly maxRetries?: number;
  /** The wait before the first further attempt, doubled for each; 2,000 ms. */
  readonly retryMillis?: number;
  /** How many messages are on their way at once; 1, so that they arrive in their order. */
  readonly concurrency?: number;
  /** How many messages begin in one second at most; unlimited. */
  readonly perSecond?: number;
}

interface Entry<T> {
  message: QueuedMessage<T>;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (cause: Error) => void;
  /** Of the attempt that runs. */
  stop: AbortController | undefined;
  /** The one timer of a message: its acknowledgement's, or that of its next attempt. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

const SECOND = 1_000;

/**
 * Sends messages in the order of their priority, each until it is acknowledged. While it is held, messages wait, and
 * what was on its way is sent again with the same id.
 */
export class MessageQueue<T = unknown> {
  readonly #options: MessageQueueOptions<T>;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #waiting: Entry<T>[] = [];
  #running = 0;
  #held: boolean;
  #begun: number[] = [];
  #pace: ReturnType<typeof setTimeout> | undefined;
  #number = 0;

  /** @param held true when nothing is to be sent before `release` */
  constructor(options: MessageQueueOptions<T>, held = false) {
    this.#options = options;
    this.#held = held;
  }

  /** How many messages are not acknowledged. */
  get size(): number {
    return this.#entries.size;
  }

  /** Those that are not acknowledged, in the order in which they came. */
  get messages(): readonly QueuedMessage<T>[] {
    return [...this.#entries.values()].map((entry) => entry.message);
  }

  /**
   * Resolves once the message is acknowledged.
   *
   * @param options.id given again while that message is not acknowledged, it answers with the same promise
   * @param options.priority 5 by default; the highest goes first
   */
  send(event: string, data: T, options: {readonly id?: string; readonly priority?: number} = {}): Promise<void> {
    const id = options.id ?? `${Date.now().toString(36)}-${(this.#number++).toString(36)}-${randomText()}`;
    const present = this.#entries.get(id);
    if (present !== undefined) {
      return present.promise;
    }
    const entry = entryOf<T>({
      id,
      event,
      data,
      timestamp: Date.now(),
      priority: options.priority ?? 5,
      retries: 0,
      maxRetries: this.#options.maxRetries ?? 3,
    });
    this.#entries.set(id, entry);
    this.#enqueue(entry);
    const most = this.#options.most ?? 1_000;
    if (this.#waiting.length > most) {
      const dropped = this.#surplus(entry);
      this.#options.onOverflow?.(dropped.message);
      this.#end(dropped, new QueueOverflowError(most));
    }
    this.#pump();
    return entry.promise;
  }

  /** Sends nothing from now on. Attempts that run are ended, and begin anew after `release`. */
  hold(): void {
    this.#held = true;
    clearTimeout(this.#pace);
    this.#pace = undefined;
    for (const entry of this.#entries.values()) {
      entry.stop?.abort(new Error("held"));
    }
  }

  release(): void {
    this.#held = false;
    this.#pump();
  }

  /** Gives up everything; each sender is told the cause. */
  clear(cause: Error): void {
    for (const entry of [...this.#entries.values()]) {
      this.#end(entry, cause);
    }
  }

  #enqueue(entry: Entry<T>): void {
    const {priority, timestamp} = entry.message;
    const place = this.#waiting.findIndex(
      ({message}) => message.priority < priority || (message.priority === priority && message.timestamp > timestamp),
    );
    this.#waiting.splice(place < 0 ? this.#waiting.length : place, 0, entry);
  }

  #surplus(added: Entry<T>): Entry<T> {
    const policy = this.#options.overflow ?? "drop_lowest";
    if (policy === "refuse") {
      return added;
    }
    const lowest = this.#waiting.at(-1)?.message.priority;
    const candidates =
      policy === "drop_oldest" ? this.#waiting : this.#waiting.filter(({message}) => message.priority === lowest);
    return candidates.reduce((oldest, each) => (each.message.timestamp < oldest.message.timestamp ? each : oldest));
  }

  #pump(): void {
    while (!this.#held && this.#running < (this.#options.concurrency ?? 1) && this.#waiting.length > 0) {
      const wait = this.#paceMillis();
      if (wait > 0) {
        this.#pace ??= setTimeout(() => {
          this.#pace = undefined;
          this.#pump();
        }, wait);
        return;
      }
      const entry = this.#waiting.shift();
      if (entry !== undefined) {
        void this.#attempt(entry);
      }
    }
  }

  #paceMillis(): number {
    const {perSecond} = this.#options;
    if (perSecond === undefined) {
      return 0;
    }
    const now = Date.now();
    this.#begun = this.#begun.filter((at) => now - at < SECOND && at <= now);
    if (this.#begun.length < perSecond) {
      this.#begun.push(now);
      return 0;
    }
    return Math.max(1, (this.#begun[0] ?? now) + SECOND - now);
  }

  async #attempt(entry: Entry<T>): Promise<void> {
    const stop = new AbortController();
    const ended = new Promise<never>((_, reject) => {
      stop.signal.addEventListener("abort", () => reject(stop.signal.reason as Error));
    });
    entry.stop = stop;
    entry.timer = setTimeout(() => stop.abort(new Error("no acknowledgement came")), this.#options.ackMillis ?? 5_000);
    this.#running++;
    let failure: unknown;
    try {
      await Promise.race([this.#options.deliver(entry.message, stop.signal), ended]);
    } catch (cause) {
      failure = cause ?? new Error("not delivered");
    }
    clearTimeout(entry.timer);
    entry.stop = undefined;
    this.#running--;
    this.#settle(entry, failure);
    this.#pump();
  }

  #settle(entry: Entry<T>, failure: unknown): void {
    if (this.#entries.get(entry.message.id) !== entry) {
      return;
    }
    if (failure === undefined) {
      this.#end(entry, undefined);
    } else if (this.#held && !(failure instanceof RefusedError)) {
      // the connection's fault, not the message's: it costs no attempt
      this.#enqueue(entry);
    } else if (failure instanceof RefusedError || entry.message.retries >= entry.message.maxRetries) {
      this.#end(entry, failure instanceof Error ? failure : new Error(String(failure)));
    } else {
      const {retries} = entry.message;
      entry.message = {...entry.message, retries: retries + 1};
      entry.timer = setTimeout(
        () => {
          this.#enqueue(entry);
          this.#pump();
        },
        (this.#options.retryMillis ?? 2_000) * 2 ** retries,
      );
    }
  }

  #end(entry: Entry<T>, cause: Error | undefined): void {
    this.#entries.delete(entry.message.id);
    const place = this.#waiting.indexOf(entry);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
    }
    clearTimeout(entry.timer);
    entry.stop?.abort(cause ?? new Error("ended"));
    if (cause === undefined) {
      entry.resolve();
    } else {
      entry.reject(cause);
    }
  }
}

function entryOf<T>(message: QueuedMessage<T>): Entry<T> {
  let resolve: () => void = () => undefined;
  let reject: (cause: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return {message, promise, resolve, reject, stop: undefined, timer: undefined};
}

function randomText(): string {
  return Math.floor(Math.random() * 2 ** 40).toString(36);
}
