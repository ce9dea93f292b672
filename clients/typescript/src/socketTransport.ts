import {RefusedError} from "./errors.js";
import type {ServerMessage} from "./protocol.js";
import {JSON_FORMAT, type WireFormat} from "./wireFormat.js";

const MISSED_HEARTBEATS = 3;

export interface SocketListener {
  opened(): void;
  message(message: ServerMessage): void;
  latency(millis: number): void;
  /** What came is no message of the protocol. */
  unreadable(cause: string): void;
  /** A frame cannot be read in the preferred format. The connection ends, because changes may be in it. */
  formatFailed(): void;
  /** Called once, and nothing after it. */
  lost(cause: string): void;
}

/** One WebSocket from its handshake to its end. Nothing is told after `close`. */
export class SocketTransport {
  readonly #socket: WebSocket;
  readonly #listener: SocketListener;
  readonly #preferred: WireFormat;
  readonly #acks = new Map<string, {resolve: () => void; reject: (cause: Error) => void}>();
  #heartbeat: ReturnType<typeof setInterval> | undefined;
  #heard = false;
  #ended = false;

  /** @param preferred where the server does not speak it, JSON is spoken */
  constructor(type: typeof WebSocket, url: string, ticket: string, preferred: WireFormat, listener: SocketListener) {
    this.#listener = listener;
    this.#preferred = preferred;
    const address = new URL("/v1/live/socket", url);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    address.searchParams.set("ticket", ticket);
    const socket = new type(address, [...new Set([preferred.protocol, JSON_FORMAT.protocol])]);
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    socket.addEventListener("message", (event: MessageEvent) => this.#received(event.data));
    socket.addEventListener("close", (event: CloseEvent) => this.#lose(`closed with code ${event.code}`));
    socket.addEventListener("error", () => this.#lose("the connection failed"));
  }

  send(message: object): void {
    this.#socket.send(this.#format.encode(message));
  }

  /** Resolves when the server has acknowledged. The id is the message's over all attempts. */
  request(id: string, message: object, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#acks.set(id, {resolve, reject});
      signal.addEventListener("abort", () => {
        this.#acks.delete(id);
        reject(signal.reason as Error);
      });
      this.send({...message, id});
    });
  }

  get #format(): WireFormat {
    return this.#socket.protocol === this.#preferred.protocol ? this.#preferred : JSON_FORMAT;
  }

  close(): void {
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.#acks.clear();
    this.#socket.close();
  }

  #lose(cause: string): void {
    if (!this.#ended) {
      this.close();
      this.#listener.lost(cause);
    }
  }

  #received(data: unknown): void {
    if (this.#ended) {
      return;
    }
    this.#heard = true;
    let message: ServerMessage;
    try {
      message = this.#format.decode(data) as ServerMessage;
    } catch (cause) {
      this.#listener.unreadable(String(cause));
      if (this.#format !== JSON_FORMAT) {
        this.#listener.formatFailed();
        this.#lose("a frame cannot be read");
      }
      return;
    }
    switch (message.type) {
      case "connected":
        this.#beat(message.heartbeat_millis);
        this.#listener.opened();
        break;
      case "ping":
        this.send({type: "pong"});
        this.#listener.message(message);
        break;
      case "pong":
        this.#listener.latency(Date.now() - message.at);
        break;
      case "ack":
        this.#acks.get(message.id)?.resolve();
        this.#acks.delete(message.id);
        break;
      case "nack":
        this.#acks.get(message.id)?.reject(new RefusedError(message.code, message.message));
        this.#acks.delete(message.id);
        break;
      default:
        this.#listener.message(message);
    }
  }

  /** A page does not see the server's ping frames, and a dead network closes nothing. */
  #beat(millis: number): void {
    const ping = () => this.send({type: "ping", at: Date.now()});
    // counted, because a sleeping machine lets time pass without asking anything
    let missed = 0;
    this.#heard = false;
    this.#heartbeat = setInterval(() => {
      missed = this.#heard ? 0 : missed + 1;
      this.#heard = false;
      if (missed >= MISSED_HEARTBEATS) {
        this.#lose("nothing was heard for three heartbeats");
      } else {
        ping();
      }
    }, millis);
    ping();
  }
}
