import {backoffMillis} from "./backoff.js";
import type {Change, CompletenessMessage, ResetReason, ServerMessage} from "./protocol.js";

const PROTOCOL = "gapless.v1.json";
const MISSED_HEARTBEATS = 3;
const POLL_PATIENCE_MILLIS = 60_000;

/**
 * `idle` before the first subscription, `connecting`, `open` over the WebSocket, `polling` over HTTP because no
 * WebSocket can be had, `waiting` between two attempts, `closed` for good.
 */
export type ConnectionState = "idle" | "connecting" | "open" | "polling" | "waiting" | "closed";

/** Listeners of one channel. */
export interface ChannelHandlers<T = unknown> {
  /** Called once for each change, in the order of arrival. */
  change(change: Change<T>, offset: string): void;
  /** Changes may be missing before this moment: read the state anew, then apply what follows. */
  reset?(reason: ResetReason, offset: string): void;
  /** The place is fixed; `recovered` says that nothing is missing since the offset that was asked for. */
  subscribed?(offset: string, recovered: boolean): void;
  /** What is known of the data at the source. */
  completeness?(message: CompletenessMessage): void;
  /** The channel is refused, by the protocol's code. */
  refused?(code: string, message: string): void;
}

/** One channel of a client. */
export interface Subscription {
  readonly channel: string;
  /** Where to go on after what was told; undefined before the place is fixed. */
  readonly offset: string | undefined;
  close(): void;
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
  /** The WebSocket to use; the platform's own by default. Without any it polls. */
  readonly webSocket?: typeof WebSocket | undefined;
}

/** What a client counts. */
export interface ClientMetrics {
  readonly state: ConnectionState;
  readonly changes: number;
  readonly connects: number;
  readonly failures: number;
  readonly resets: number;
  /** Of the last answered ping in milliseconds; undefined before. */
  readonly latencyMillis: number | undefined;
}

interface Channel {
  readonly name: string;
  readonly handlers: ChannelHandlers;
  offset: string | undefined;
  poll: AbortController | undefined;
}

/**
 * Hears changes. It reconnects by itself, resumes each channel where it was, falls back to long polling where no
 * WebSocket works, and comes back from it.
 */
export class GaplessClient {
  readonly #options: ClientOptions;
  readonly #webSocket: typeof WebSocket | undefined;
  readonly #channels = new Map<string, Channel>();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();

  #state: ConnectionState = "idle";
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #heardAt = 0;
  #failures = 0;
  #retryAfter: number | undefined;
  #pollTicket: Promise<string> | undefined;
  #attempt = 0;
  #changes = 0;
  #connects = 0;
  #allFailures = 0;
  #resets = 0;
  #latency: number | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#webSocket = "webSocket" in options ? options.webSocket : globalThis.WebSocket;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get metrics(): ClientMetrics {
    return {
      state: this.#state,
      changes: this.#changes,
      connects: this.#connects,
      failures: this.#allFailures,
      resets: this.#resets,
      latencyMillis: this.#latency,
    };
  }

  /** Returns a function that ends the listening. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /**
   * Begins a channel, `source/account/stream`.
   *
   * @param offset as an earlier subscription told it; without it only what comes from now on is heard
   * @throws when the channel is subscribed already, or the client is closed
   */
  subscribe<T = unknown>(name: string, handlers: ChannelHandlers<T>, offset?: string): Subscription {
    if (this.#state === "closed") {
      throw new Error("the client is closed");
    }
    if (this.#channels.has(name)) {
      throw new Error(`channel ${name}: subscribed already`);
    }
    const channel: Channel = {name, handlers: handlers as ChannelHandlers, offset, poll: undefined};
    this.#channels.set(name, channel);
    if (this.#state === "idle") {
      void this.#connect();
    } else if (this.#state === "open") {
      this.#sendSubscribe([channel]);
    } else if (this.#state === "polling") {
      void this.#poll(channel);
    }
    return {
      channel: name,
      get offset() {
        return channel.offset;
      },
      close: () => this.#unsubscribe(channel),
    };
  }

  /** Ends everything. Nothing is told afterwards. */
  close(): void {
    this.#to("closed");
    this.#dropConnection();
    this.#channels.clear();
    this.#stateListeners.clear();
  }

  /** Drops the connection, and connects again: after a change of network, for example. */
  reconnect(): void {
    if (this.#state !== "closed" && this.#state !== "idle") {
      this.#dropConnection();
      void this.#connect();
    }
  }

  #unsubscribe(channel: Channel): void {
    if (this.#channels.get(channel.name) !== channel) {
      return;
    }
    this.#channels.delete(channel.name);
    channel.poll?.abort();
    if (this.#state === "open") {
      this.#send({type: "unsubscribe", channels: [channel.name]});
    }
  }

  #to(state: ConnectionState): void {
    if (this.#state !== state) {
      this.#state = state;
      for (const listener of this.#stateListeners) {
        listener(state);
      }
    }
  }

  // the WebSocket

  /** The number of the attempt tells late events of an earlier one. */
  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    if (this.#webSocket === undefined) {
      this.#startPolling(attempt);
      return;
    }
    if (this.#state !== "polling") {
      this.#to("connecting");
    }
    try {
      const ticket = await this.#options.ticket();
      if (attempt !== this.#attempt || this.#state === "closed") {
        return;
      }
      const door = new URL("/v1/live/socket", this.#options.url);
      door.protocol = door.protocol === "https:" ? "wss:" : "ws:";
      door.searchParams.set("ticket", ticket);
      const socket = new this.#webSocket(door, PROTOCOL);
      this.#socket = socket;
      socket.addEventListener("message", (event: MessageEvent) => {
        if (socket === this.#socket && typeof event.data === "string") {
          this.#heardAt = Date.now();
          this.#hear(JSON.parse(event.data) as ServerMessage);
        }
      });
      socket.addEventListener("close", () => this.#lost(socket));
      socket.addEventListener("error", () => this.#lost(socket));
    } catch {
      // the ticket could not be had: as a connection that could not
      if (attempt === this.#attempt && this.#state !== "closed") {
        this.#failed();
      }
    }
  }

  #lost(socket: WebSocket): void {
    if (socket === this.#socket) {
      this.#dropSocket();
      this.#failed();
    }
  }

  #failed(): void {
    this.#allFailures++;
    const failures = this.#failures++;
    if (this.#state === "polling") {
      this.#timer = setTimeout(() => void this.#connect(), this.#options.probeMillis ?? 30_000);
      return;
    }
    if (this.#failures >= (this.#options.pollAfterFailures ?? 3)) {
      this.#startPolling(this.#attempt);
      return;
    }
    this.#to("waiting");
    const wait =
      this.#retryAfter ??
      backoffMillis(failures, {
        firstMillis: this.#options.backoff?.firstMillis ?? 1_000,
        mostMillis: this.#options.backoff?.mostMillis ?? 60_000,
      });
    this.#retryAfter = undefined;
    this.#timer = setTimeout(() => void this.#connect(), wait);
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    clearInterval(this.#heartbeat);
    socket?.close();
  }

  #dropConnection(): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#dropSocket();
    this.#stopPolling();
  }

  #opened(heartbeatMillis: number): void {
    // what a poll would still tell, the socket tells again: the offsets are those of what was told
    this.#stopPolling();
    this.#connects++;
    this.#failures = 0;
    this.#to("open");
    this.#sendSubscribe([...this.#channels.values()]);
    // a page does not see the server's ping frames, and a dead network closes nothing
    this.#heartbeat = setInterval(() => {
      if (Date.now() - this.#heardAt > MISSED_HEARTBEATS * heartbeatMillis) {
        this.#dropSocket();
        this.#failed();
      } else {
        this.#send({type: "ping", at: Date.now()});
      }
    }, heartbeatMillis);
  }

  #sendSubscribe(channels: readonly Channel[]): void {
    if (channels.length > 0) {
      this.#send({
        type: "subscribe",
        channels: channels.map((each) =>
          each.offset === undefined ? {channel: each.name} : {channel: each.name, offset: each.offset},
        ),
      });
    }
  }

  #send(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #hear(message: ServerMessage): void {
    switch (message.type) {
      case "connected":
        this.#opened(message.heartbeat_millis);
        break;
      case "ping":
        this.#send({type: "pong"});
        if (message.offset !== undefined) {
          for (const channel of this.#channels.values()) {
            channel.offset = message.offset;
          }
        }
        break;
      case "pong":
        this.#latency = Date.now() - message.at;
        break;
      case "server_going_away":
        this.#retryAfter = message.retry_after_millis;
        break;
      default:
        this.#apply(message);
    }
  }

  /** Messages that both doors have. */
  #apply(message: ServerMessage): void {
    switch (message.type) {
      case "change":
        this.#tell(message.channel, message.offset, [message.change]);
        break;
      case "batch_update":
        for (const batch of message.batches) {
          this.#tell(batch.channel, batch.offset, batch.changes);
        }
        break;
      case "subscribed": {
        const channel = this.#channels.get(message.channel);
        if (channel !== undefined) {
          channel.offset = message.offset;
          channel.handlers.subscribed?.(message.offset, message.recovered);
        }
        break;
      }
      case "reset": {
        const channel = this.#channels.get(message.channel);
        if (channel !== undefined) {
          this.#resets++;
          channel.offset = message.offset;
          channel.handlers.reset?.(message.reason, message.offset);
        }
        break;
      }
      case "complete_through":
      case "gap_open":
      case "gap_filled":
        this.#channels.get(message.channel)?.handlers.completeness?.(message);
        break;
      case "error":
        if (message.channel !== undefined) {
          this.#refused(message.channel, message.code, message.message);
        }
        break;
      default:
      // a newer server may say more
    }
  }

  /** What is refused for now is wanted again after a reconnect; what is refused for good is forgotten. */
  #refused(name: string, code: string, text: string): void {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      return;
    }
    if (code === "unavailable") {
      setTimeout(() => {
        if (this.#state === "open" && this.#channels.get(name) === channel) {
          this.#sendSubscribe([channel]);
        }
      }, backoffMillis(2, {firstMillis: 1_000, mostMillis: 60_000}));
    } else {
      this.#channels.delete(name);
    }
    channel.handlers.refused?.(code, text);
  }

  /** A handler that throws is reported as an uncaught error, and holds up nothing. */
  #tell(name: string, offset: string, changes: readonly Change[]): void {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      return;
    }
    for (const change of changes) {
      if (this.#channels.get(name) !== channel) {
        return;
      }
      this.#changes++;
      try {
        channel.handlers.change(change, offset);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    channel.offset = offset;
  }

  // the fallback

  #startPolling(attempt: number): void {
    if (this.#state === "closed" || attempt !== this.#attempt) {
      return;
    }
    this.#to("polling");
    for (const channel of this.#channels.values()) {
      void this.#poll(channel);
    }
    if (this.#webSocket !== undefined) {
      this.#timer = setTimeout(() => void this.#connect(), this.#options.probeMillis ?? 30_000);
    }
  }

  #stopPolling(): void {
    for (const channel of this.#channels.values()) {
      channel.poll?.abort();
      channel.poll = undefined;
    }
    this.#pollTicket = undefined;
  }

  async #poll(channel: Channel): Promise<void> {
    const stop = new AbortController();
    channel.poll = stop;
    let failures = 0;
    while (!stop.signal.aborted) {
      try {
        await this.#pollOnce(channel, stop.signal);
        failures = 0;
      } catch {
        if (!stop.signal.aborted) {
          this.#allFailures++;
          this.#pollTicket = undefined;
          const wait = backoffMillis(failures++, {
            firstMillis: this.#options.backoff?.firstMillis ?? 1_000,
            mostMillis: this.#options.backoff?.mostMillis ?? 60_000,
          });
          await new Promise((resolve) => setTimeout(resolve, wait));
        }
      }
    }
  }

  async #pollOnce(channel: Channel, signal: AbortSignal): Promise<void> {
    const fresh = this.#pollTicket === undefined;
    this.#pollTicket ??= this.#options.ticket();
    const door = new URL(`/v1/live/streams/${channel.name.split("/").map(encodeURIComponent).join("/")}`, this.#options.url);
    door.searchParams.set("ticket", await this.#pollTicket);
    if (channel.offset !== undefined) {
      door.searchParams.set("offset", channel.offset);
    }
    const answer = await fetch(door, {signal: AbortSignal.any([signal, AbortSignal.timeout(POLL_PATIENCE_MILLIS)])});
    if (signal.aborted) {
      return;
    }
    switch (answer.status) {
      case 204:
        channel.offset = answer.headers.get("Stream-Next-Offset") ?? channel.offset;
        break;
      case 200:
      case 410: {
        const message = (await answer.json()) as ServerMessage;
        // the socket may have opened meanwhile, and tells the same from the same offset
        if (!signal.aborted) {
          this.#apply(message);
        }
        break;
      }
      case 400:
      case 403: {
        const error = (await answer.json()) as {code: string; message: string};
        channel.poll?.abort();
        this.#refused(channel.name, error.code, error.message);
        break;
      }
      default:
        if (answer.status === 401 && !fresh) {
          // the ticket's minute is over
          this.#pollTicket = undefined;
          break;
        }
        throw new Error(`polling ${channel.name}: status ${answer.status}`);
    }
  }
}
