import type {ConnectionState} from "./options.js";
import type {ServerMessage} from "./protocol.js";

/** What a client counts since it was made. Times are milliseconds since 1970. */
export interface ClientMetrics {
  readonly state: ConnectionState;
  /** When the present WebSocket was opened; undefined while there is none. */
  readonly connectedAt: number | undefined;
  readonly lastMessageAt: number | undefined;
  readonly messages: number;
  readonly changes: number;
  readonly connects: number;
  /** Attempts to connect or to poll that failed, and connections that were lost. */
  readonly failures: number;
  /** Failed attempts in a row; 0 while connected. */
  readonly reconnectAttempts: number;
  readonly errors: number;
  readonly resets: number;
  readonly activeSubscriptions: number;
  /** Of the last answered ping in milliseconds; undefined before. */
  readonly latencyMillis: number | undefined;
  /** Over the last 20 pings; undefined before the first. */
  readonly averageLatencyMillis: number | undefined;
}

const SAMPLES = 20;
const UNSTABLE_CONNECTIONS = 10;
const UNSTABLE_MILLIS = 60_000;

/** The counts of one client. */
export class ConnectionCounts {
  connectedAt: number | undefined;
  lastMessageAt: number | undefined;
  messages = 0;
  changes = 0;
  connects = 0;
  failures = 0;
  errors = 0;
  resets = 0;
  readonly #latencies: number[] = [];
  #lives: number[] = [];

  get latencyMillis(): number | undefined {
    return this.#latencies.at(-1);
  }

  get averageLatencyMillis(): number | undefined {
    const {length} = this.#latencies;
    return length === 0 ? undefined : this.#latencies.reduce((sum, each) => sum + each, 0) / length;
  }

  heard(message: ServerMessage): void {
    this.lastMessageAt = Date.now();
    this.messages++;
    if (message.type === "change") {
      this.changes++;
    } else if (message.type === "batch_update") {
      this.changes += message.batches.reduce((sum, each) => sum + each.changes.length, 0);
    } else if (message.type === "reset") {
      this.resets++;
    }
  }

  pinged(millis: number): void {
    this.#latencies.push(millis);
    if (this.#latencies.length > SAMPLES) {
      this.#latencies.shift();
    }
  }

  connected(): void {
    this.connects++;
    this.connectedAt = Date.now();
  }

  disconnected(): void {
    if (this.connectedAt !== undefined) {
      this.#lives.push(Date.now() - this.connectedAt);
      this.#lives = this.#lives.slice(-UNSTABLE_CONNECTIONS);
      this.connectedAt = undefined;
    }
  }

  /** True once, when the last ten connections lasted less than a minute on average. */
  takeUnstable(): boolean {
    const unstable =
      this.#lives.length === UNSTABLE_CONNECTIONS &&
      this.#lives.reduce((sum, each) => sum + each, 0) < UNSTABLE_CONNECTIONS * UNSTABLE_MILLIS;
    if (unstable) {
      this.#lives = [];
    }
    return unstable;
  }
}
