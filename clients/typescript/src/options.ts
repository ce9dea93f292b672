import type {Completeness} from "./completeness.js";
import type {MessageQueueOptions} from "./messageQueue.js";
import type {FilterCondition} from "./protocol.js";
import type {WireFormat} from "./wireFormat.js";

/**
 * `idle` before the first subscription, `connecting`, `open` over the WebSocket, `polling` over HTTP because no
 * WebSocket can be had, `waiting` between two attempts, `closed` for good.
 */
export type ConnectionState = "idle" | "connecting" | "open" | "polling" | "waiting" | "closed";

/** One listener's part of a channel. */
export interface Subscription {
  readonly channel: string;
  /** Where to go on after what was told; undefined before the place is fixed. */
  readonly offset: string | undefined;
  readonly completeness: Completeness;
  /** The channel ends with its last listener. */
  close(): void;
}

export interface SubscribeOptions {
  /** As an earlier subscription told it; without it only what comes from now on is heard. */
  readonly offset?: string | undefined;
  /** Only changes whose data passes all conditions are heard; all listeners of a channel have the same filter. */
  readonly filter?: readonly FilterCondition[] | undefined;
  /** Of changes that wait, only the last of each item is heard; ignored while polling. */
  readonly latest?: boolean;
  /**
   * Wherever changes may be missing before the place, all present items are told first, by `snapshot`. Of patterns, of
   * more than 10,000 items and while polling there is none. All listeners of a channel have it, or none.
   */
  readonly snapshot?: boolean;
  /** Channels of a higher priority are asked for first after each reconnect; 0. */
  readonly priority?: number;
}

export interface ClientOptions {
  /** Address of the live service, such as `https://live.example.org`. */
  readonly url: string;
  /** Fetches a fresh ticket from your backend. Called for each attempt to connect. */
  readonly ticket: () => Promise<string>;
  /** First and longest bound of the random wait between attempts; 1,000 and 60,000 ms. */
  readonly backoff?: {readonly firstMillis?: number; readonly mostMillis?: number};
  /** How many attempts in a row fail before it polls over HTTP; 3. */
  readonly pollAfterFailures?: number;
  /** How long it polls before it tries the WebSocket again; 30,000 ms. */
  readonly probeMillis?: number;
  /** False: it never polls, and waits for a WebSocket. */
  readonly polling?: boolean;
  /** The WebSocket to use; the platform's own by default. Without any it polls. */
  readonly webSocket?: typeof WebSocket | undefined;
  /** What is spoken on the WebSocket: `messagePack` of `@gapless/client/msgpack`, or JSON, which is the default. */
  readonly format?: WireFormat;
  /** Sends what is given to `client.messages`, for example by POST to your backend with the id as idempotency key. */
  readonly messages?: MessageQueueOptions;
}
