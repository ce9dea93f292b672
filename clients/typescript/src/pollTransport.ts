import {backoffMillis, type BackoffOptions} from "./backoff.js";
import type {Channel} from "./channel.js";
import type {ServerMessage} from "./protocol.js";

const PATIENCE_MILLIS = 60_000;

export interface PollListener {
  message(message: ServerMessage): void;
  /** The service refuses the channel for good. */
  refused(channel: Channel, code: string, message: string): void;
  failed(cause: string): void;
}

/** Long polling of channels, one request each at a time. */
export class PollTransport {
  readonly #url: string;
  readonly #mint: () => Promise<string>;
  readonly #backoff: BackoffOptions;
  readonly #listener: PollListener;
  #ticket: Promise<string> | undefined;

  constructor(url: string, mint: () => Promise<string>, backoff: BackoffOptions, listener: PollListener) {
    this.#url = url;
    this.#mint = mint;
    this.#backoff = backoff;
    this.#listener = listener;
  }

  /** Polls the channel until it is stopped. */
  async start(channel: Channel): Promise<void> {
    const stop = new AbortController();
    channel.poll = stop;
    let failures = 0;
    while (!stop.signal.aborted) {
      try {
        await this.#once(channel, stop.signal);
        failures = 0;
      } catch (cause) {
        if (!stop.signal.aborted) {
          this.#ticket = undefined;
          this.#listener.failed(String(cause));
          await pause(backoffMillis(failures++, this.#backoff), stop.signal);
        }
      }
    }
  }

  stop(channel: Channel): void {
    channel.poll?.abort();
    channel.poll = undefined;
  }

  /** The next poll fetches a ticket of its own. */
  forgetTicket(): void {
    this.#ticket = undefined;
  }

  async #once(channel: Channel, signal: AbortSignal): Promise<void> {
    const fresh = this.#ticket === undefined;
    this.#ticket ??= this.#mint();
    const address = new URL(`/v1/live/streams/${channel.name.split("/").map(encodeURIComponent).join("/")}`, this.#url);
    address.searchParams.set("ticket", await this.#ticket);
    if (channel.offset !== undefined) {
      address.searchParams.set("offset", channel.offset);
    }
    if (channel.selection.filter !== undefined) {
      address.searchParams.set("filter", JSON.stringify(channel.selection.filter));
    }
    const answer = await fetch(address, {signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)])});
    if (signal.aborted) {
      return;
    }
    switch (answer.status) {
      case 204:
        this.#place(channel);
        channel.offset = answer.headers.get("Stream-Next-Offset") ?? channel.offset;
        break;
      case 200:
      case 410: {
        const message = (await answer.json()) as ServerMessage;
        // the socket may have opened meanwhile, and tells the same from the same offset
        if (!signal.aborted) {
          if (message.type === "change" || message.type === "batch_update") {
            this.#place(channel);
          }
          this.#listener.message(message);
        }
        break;
      }
      case 400:
      case 403: {
        const error = (await answer.json()) as {code: string; message: string};
        this.stop(channel);
        this.#listener.refused(channel, error.code, error.message);
        break;
      }
      default:
        if (answer.status === 401 && !fresh) {
          // the ticket's minute is over
          this.#ticket = undefined;
          break;
        }
        throw new Error(`polling ${channel.name}: status ${answer.status}`);
    }
  }

  /** A poll with an offset is answered with what follows it, so the first answer fixes the place. */
  #place(channel: Channel): void {
    if (!channel.placed && channel.offset !== undefined) {
      channel.tellSubscribed(channel.offset, true);
    }
  }
}

function pause(millis: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
