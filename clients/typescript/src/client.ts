import {backoffMillis, type BackoffOptions} from "./backoff.js";
import {guarded, type Channel, type ChannelHandlers} from "./channel.js";
import {ChannelSet} from "./channelSet.js";
import {RefusedError, type ClientError, type ErrorCategory} from "./errors.js";
import {MessageQueue} from "./messageQueue.js";
import {ConnectionCounts, type ClientMetrics} from "./metrics.js";
import type {ClientOptions, ConnectionState, SubscribeOptions, Subscription} from "./options.js";
import {PollTransport} from "./pollTransport.js";
import type {ServerMessage} from "./protocol.js";
import {SocketTransport} from "./socketTransport.js";
import {JSON_FORMAT, type WireFormat} from "./wireFormat.js";

/** Below the server's limit of 50 messages a second, with room for pings. */
const REQUESTS_PER_SECOND = 40;
const REQUESTS_AT_ONCE = 16;
/** So that the end of a channel never arrives after its new begin. */
const ENDS_FIRST = Number.MAX_SAFE_INTEGER;
/** Longer than other acknowledgements: the server may have to read many channels' past first. */
const REQUEST_MILLIS = 20_000;

/**
 * Hears changes. It reconnects by itself, resumes each channel where it was, falls back to long polling where no
 * WebSocket works, and comes back from it.
 */
export class GaplessClient {
  readonly #options: ClientOptions;
  readonly #backoff: BackoffOptions;
  readonly #webSocket: typeof WebSocket | undefined;
  readonly #channels = new ChannelSet();
  readonly #stateListeners = new Set<(state: ConnectionState) => void>();
  readonly #errorListeners = new Set<(error: ClientError) => void>();
  readonly #counts = new ConnectionCounts();
  readonly #polls: PollTransport;
  readonly #requests: MessageQueue<object>;
  readonly #messages: MessageQueue | undefined;

  #format: WireFormat;
  #state: ConnectionState = "idle";
  #socket: SocketTransport | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #retryAfter: number | undefined;
  #attempt = 0;
  #syncDue = false;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#format = options.format ?? JSON_FORMAT;
    this.#backoff = {
      firstMillis: options.backoff?.firstMillis ?? 1_000,
      mostMillis: options.backoff?.mostMillis ?? 60_000,
    };
    this.#webSocket = "webSocket" in options ? options.webSocket : globalThis.WebSocket;
    this.#polls = new PollTransport(options.url, options.ticket, this.#backoff, {
      message: (message) => this.#hear(message),
      refused: (channel, code, text) => this.#refused(channel.name, code, text),
      failed: (cause) => {
        this.#counts.failures++;
        this.#report("connection", "poll_failed", cause);
      },
    });
    this.#requests = new MessageQueue<object>(
      {
        deliver: async ({id, data}, signal) => this.#socket?.request(id, data, signal),
        perSecond: REQUESTS_PER_SECOND,
        concurrency: REQUESTS_AT_ONCE,
        ackMillis: REQUEST_MILLIS,
      },
      true,
    );
    this.#messages = options.messages === undefined ? undefined : new MessageQueue(options.messages, true);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** True while changes are heard, over either transport. */
  get isConnected(): boolean {
    return this.#state === "open" || this.#state === "polling";
  }

  get metrics(): ClientMetrics {
    const counts = this.#counts;
    return {
      state: this.#state,
      connectedAt: counts.connectedAt,
      lastMessageAt: counts.lastMessageAt,
      messages: counts.messages,
      changes: counts.changes,
      connects: counts.connects,
      failures: counts.failures,
      reconnectAttempts: this.#failures,
      errors: counts.errors,
      resets: counts.resets,
      activeSubscriptions: this.activeSubscriptions.length,
      latencyMillis: counts.latencyMillis,
      averageLatencyMillis: counts.averageLatencyMillis,
    };
  }

  /** Names of the channels that have a listener. */
  get activeSubscriptions(): readonly string[] {
    return this.#channels.wanted().map((each) => each.name);
  }

  /**
   * The queue of the option `messages`: what is given to it while the service is away is sent later.
   *
   * @throws without that option
   */
  get messages(): MessageQueue {
    if (this.#messages === undefined) {
      throw new Error("messages: the client was made without the option");
    }
    return this.#messages;
  }

  /** Returns a function that ends the listening. */
  onState(listener: (state: ConnectionState) => void): () => void {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  /** Returns a function that ends the listening. */
  onError(listener: (error: ClientError) => void): () => void {
    this.#errorListeners.add(listener);
    return () => this.#errorListeners.delete(listener);
  }

  /**
   * Listens to a channel: `source/account/stream`, `source/account/stream/item`, or a pattern with `*` for one of the
   * first three. Several listeners share it; a later one hears what comes from then on.
   *
   * @throws when the client is closed, or an offset or another filter is given for a channel that has listeners
   */
  subscribe<T = unknown>(name: string, handlers: ChannelHandlers<T>, options: SubscribeOptions = {}): Subscription {
    if (this.#state === "closed") {
      throw new Error("the client is closed");
    }
    const {channel, end} = this.#channels.listen(name, handlers as ChannelHandlers, options);
    if (this.#state === "idle") {
      void this.#connect();
    } else {
      this.#sync();
    }
    return {
      channel: name,
      get offset() {
        return channel.offset;
      },
      get completeness() {
        return channel.completeness;
      },
      close: () => {
        if (end()) {
          this.#sync();
        }
      },
    };
  }

  /** Ends everything. Nothing is told afterwards. */
  close(): void {
    this.#stopPolling();
    this.#channels.clear();
    this.#to("closed");
    this.#dropConnection();
    this.#messages?.clear(new Error("the client is closed"));
    this.#stateListeners.clear();
    this.#errorListeners.clear();
  }

  /** Drops the connection, and connects again: after a change of network, for example. */
  reconnect(): void {
    if (this.#state !== "closed" && this.#state !== "idle") {
      this.#dropConnection();
      this.#to("waiting");
      void this.#connect();
    }
  }

  #to(state: ConnectionState): void {
    if (this.#state !== state) {
      this.#state = state;
      if (this.isConnected) {
        this.#messages?.release();
      } else {
        this.#messages?.hold();
      }
      for (const listener of [...this.#stateListeners]) {
        guarded(() => listener(state));
      }
    }
  }

  #report(category: ErrorCategory, code: string, message: string, channel?: string): void {
    this.#counts.errors++;
    const error: ClientError = channel === undefined ? {category, code, message} : {category, code, message, channel};
    for (const listener of [...this.#errorListeners]) {
      guarded(() => listener(error));
    }
  }

  // channels

  /** Asks for what is listened to and ends what is not, once for all calls of a turn. */
  #sync(): void {
    if (this.#syncDue) {
      return;
    }
    this.#syncDue = true;
    queueMicrotask(() => {
      this.#syncDue = false;
      const ended = this.#channels.takeUnwanted();
      ended.forEach((each) => this.#polls.stop(each));
      const begun = this.#channels.wanted().filter((each) => !each.requested);
      if (this.#state === "open") {
        this.#unsubscribe(ended.filter((each) => each.requested));
        this.#subscribe(begun);
      } else if (this.#state === "polling") {
        begun.forEach((each) => this.#poll(each));
      }
    });
  }

  #poll(channel: Channel): void {
    channel.requested = true;
    void this.#polls.start(channel);
  }

  #subscribe(channels: readonly Channel[]): void {
    for (const priority of [...new Set(channels.map((each) => each.priority))].sort((a, b) => b - a)) {
      const some = channels.filter((each) => each.priority === priority);
      some.forEach((each) => (each.requested = true));
      const wanted = some.map((each) => each.wanted);
      this.#request("subscribe", {type: "subscribe", channels: wanted}, priority);
    }
  }

  #unsubscribe(channels: readonly Channel[]): void {
    if (channels.length > 0) {
      this.#request("unsubscribe", {type: "unsubscribe", channels: channels.map((each) => each.name)}, ENDS_FIRST);
    }
  }

  #request(event: string, data: object, priority: number): void {
    const socket = this.#socket;
    this.#requests.send(event, data, {priority}).catch((cause: unknown) => {
      if (socket !== this.#socket || socket === undefined) {
        return;
      }
      if (cause instanceof RefusedError) {
        this.#report("message", cause.code, cause.message);
      } else {
        // a server that acknowledges nothing is as good as none
        this.#lost(socket, `${event}: ${String(cause)}`);
      }
    });
  }

  // the connection

  /** The number of the attempt tells late events of an earlier one. */
  async #connect(): Promise<void> {
    const attempt = ++this.#attempt;
    if (this.#webSocket === undefined) {
      this.#startPolling();
      return;
    }
    if (this.#state !== "polling") {
      this.#to("connecting");
    }
    let ticket: string;
    try {
      ticket = await this.#options.ticket();
    } catch (cause) {
      if (attempt === this.#attempt) {
        this.#failed("ticket_failed", String(cause));
      }
      return;
    }
    if (attempt !== this.#attempt || this.#state === "closed") {
      return;
    }
    try {
      const socket: SocketTransport = new SocketTransport(this.#webSocket, this.#options.url, ticket, this.#format, {
        opened: () => this.#opened(),
        message: (message) => this.#hear(message),
        latency: (millis) => this.#counts.pinged(millis),
        unreadable: (cause) => this.#report("data", "unreadable", cause),
        formatFailed: () => (this.#format = JSON_FORMAT),
        lost: (cause) => this.#lost(socket, cause),
      });
      this.#socket = socket;
    } catch (cause) {
      this.#failed("socket_lost", String(cause));
    }
  }

  #lost(socket: SocketTransport, cause: string): void {
    if (socket === this.#socket) {
      this.#dropSocket();
      this.#failed("socket_lost", cause);
    }
  }

  #failed(code: string, cause: string): void {
    if (this.#state === "closed") {
      return;
    }
    this.#counts.failures++;
    this.#report("connection", code, cause);
    const failures = this.#failures++;
    if (this.#state === "polling") {
      this.#probeLater();
      return;
    }
    if (this.#options.polling !== false) {
      const unstable = this.#counts.takeUnstable();
      if (unstable) {
        this.#report("connection", "unstable", "the last ten connections lasted less than a minute on average");
      }
      if (unstable || this.#failures >= (this.#options.pollAfterFailures ?? 3)) {
        this.#startPolling();
        return;
      }
    }
    this.#to("waiting");
    const wait = this.#retryAfter ?? backoffMillis(failures, this.#backoff);
    this.#retryAfter = undefined;
    this.#timer = setTimeout(() => void this.#connect(), wait);
  }

  #probeLater(): void {
    this.#timer = setTimeout(() => void this.#connect(), this.#options.probeMillis ?? 30_000);
  }

  #dropSocket(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.#counts.disconnected();
    // the next connection asks for all channels anew
    this.#requests.hold();
    this.#requests.clear(new Error("the connection ended"));
    if (this.#state !== "polling") {
      this.#channels.connectionEnded();
    }
  }

  #dropConnection(): void {
    this.#attempt++;
    clearTimeout(this.#timer);
    this.#stopPolling();
    if (this.#state === "polling") {
      this.#channels.connectionEnded();
    }
    this.#dropSocket();
  }

  #opened(): void {
    // what a poll would still tell, the socket tells again: the offsets are those of what was told
    this.#stopPolling();
    this.#channels.connectionEnded();
    this.#counts.connected();
    this.#failures = 0;
    this.#retryAfter = undefined;
    this.#requests.release();
    this.#to("open");
    this.#sync();
  }

  #startPolling(): void {
    if (this.#options.polling === false) {
      this.#to("waiting");
      this.#report("connection", "socket_lost", "there is no WebSocket, and polling is off");
      return;
    }
    this.#to("polling");
    this.#sync();
    if (this.#webSocket !== undefined) {
      this.#probeLater();
    }
  }

  #stopPolling(): void {
    this.#channels.wanted().forEach((each) => this.#polls.stop(each));
    this.#polls.forgetTicket();
  }

  // what the server says

  #hear(message: ServerMessage): void {
    this.#counts.heard(message);
    switch (message.type) {
      case "error":
        if (message.channel === undefined) {
          this.#report("message", message.code, message.message);
        } else {
          this.#refused(message.channel, message.code, message.message);
        }
        break;
      case "server_going_away":
        this.#retryAfter = message.retry_after_millis;
        break;
      default:
        this.#channels.hear(message);
    }
  }

  /** What is refused for now is asked for again; what is refused for good is forgotten. */
  #refused(name: string, code: string, text: string): void {
    const channel = this.#channels.refused(name, code, text);
    if (channel === undefined) {
      return;
    }
    this.#report("message", code, text, name);
    if (code === "unavailable") {
      setTimeout(() => this.#sync(), backoffMillis(2, this.#backoff));
    }
  }
}
