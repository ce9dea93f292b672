import {Channel, type ChannelHandlers, type ChannelSelection} from "./channel.js";
import type {SubscribeOptions} from "./options.js";
import type {ServerMessage} from "./protocol.js";

/** The channels of a client, by name. */
export class ChannelSet {
  readonly #channels = new Map<string, Channel>();

  /** `end` ends this listener, and answers false when that was done before. */
  listen(name: string, handlers: ChannelHandlers, options: SubscribeOptions): {channel: Channel; end: () => boolean} {
    const selection = selectionOf(options);
    let channel = this.#channels.get(name);
    const same = channel !== undefined && JSON.stringify(channel.selection) === JSON.stringify(selection);
    if (channel !== undefined && !same && channel.listeners.size > 0) {
      throw new Error(`channel ${name}: has listeners already, with another filter`);
    }
    if (channel !== undefined && options.offset !== undefined && channel.listeners.size > 0) {
      throw new Error(`channel ${name}: has listeners already, so it cannot begin at an offset`);
    }
    if (channel === undefined || !same || (options.offset !== undefined && options.offset !== channel.offset)) {
      channel = new Channel(name, options.offset, selection);
      this.#channels.set(name, channel);
    }
    const found = channel;
    found.priority = Math.max(found.priority, options.priority ?? 0);
    const listener = {handlers};
    found.listeners.add(listener);
    queueMicrotask(() => found.welcome(listener));
    return {channel: found, end: () => found.listeners.delete(listener)};
  }

  wanted(): Channel[] {
    return [...this.#channels.values()].filter((each) => each.listeners.size > 0);
  }

  /** Forgets the channels that nobody listens to. */
  takeUnwanted(): Channel[] {
    const unwanted = [...this.#channels.values()].filter((each) => each.listeners.size === 0);
    unwanted.forEach((each) => this.#channels.delete(each.name));
    return unwanted;
  }

  connectionEnded(): void {
    this.#channels.forEach((each) => each.connectionEnded());
  }

  clear(): void {
    this.#channels.forEach((each) => each.listeners.clear());
    this.#channels.clear();
  }

  /** Messages about channels; others change nothing. */
  hear(message: ServerMessage): void {
    switch (message.type) {
      case "change":
        this.#channels.get(message.channel)?.tell([message.change], message.offset);
        break;
      case "batch_update":
        for (const batch of message.batches) {
          this.#channels.get(batch.channel)?.tell(batch.changes, batch.offset);
        }
        break;
      case "subscribed":
        this.#channels.get(message.channel)?.tellSubscribed(message.offset, message.recovered);
        break;
      case "reset":
        this.#channels.get(message.channel)?.tellReset(message.reason, message.offset, message.snapshot === true);
        break;
      case "snapshot":
        this.#channels.get(message.channel)?.tellSnapshot(message.items, message.last);
        break;
      case "complete_through":
      case "gap_open":
      case "gap_filled":
        this.#channels.get(message.channel)?.tellCompleteness(message);
        break;
      case "ping":
        if (message.offset !== undefined) {
          for (const channel of this.#channels.values()) {
            // a channel whose place is not fixed may lie behind
            if (channel.placed) {
              channel.offset = message.offset;
            }
          }
        }
        break;
      default:
      // a newer server may say more
    }
  }

  /** Tells the listeners; the channel stays when it may be had later. Undefined when it is not wanted any more. */
  refused(name: string, code: string, text: string): Channel | undefined {
    const channel = this.#channels.get(name);
    if (channel === undefined) {
      return undefined;
    }
    if (code === "unavailable") {
      channel.requested = false;
      channel.placed = false;
    } else {
      this.#channels.delete(name);
    }
    channel.tellRefused(code, text);
    return channel;
  }
}

function selectionOf({filter, latest, snapshot}: SubscribeOptions): ChannelSelection {
  return {
    ...(filter === undefined ? {} : {filter}),
    ...(latest === true ? {latest} : {}),
    ...(snapshot === true ? {snapshot} : {}),
  };
}
