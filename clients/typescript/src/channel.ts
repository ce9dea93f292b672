import {UNKNOWN_COMPLETENESS, withMessage, type Completeness} from "./completeness.js";
import type {Change, CompletenessMessage, FilterCondition, ResetReason, SnapshotItem} from "./protocol.js";

/** Listeners of one channel. A listener that throws is reported as an uncaught error, and holds up nothing. */
export interface ChannelHandlers<T = unknown> {
  /** Called once for each change, in the order of arrival. */
  change?(change: Change<T>, offset: string): void;
  /** Called once for all changes of a frame, after `change`. */
  batch?(changes: readonly Change<T>[], offset: string): void;
  /**
   * Changes may be missing before this moment: read the state anew, then apply what follows. `snapshotFollows` says that
   * the state comes by itself.
   */
  reset?(reason: ResetReason, offset: string, snapshotFollows: boolean): void;
  /**
   * All present items, before `subscribed`: only of a channel that was asked for with `snapshot`. Who joins a channel
   * whose place is fixed gets none.
   */
  snapshot?(items: readonly SnapshotItem<T>[]): void;
  /** The place is fixed; `recovered` says that nothing is missing since the offset that was asked for. */
  subscribed?(offset: string, recovered: boolean): void;
  /** What is known of the data at the source has changed. */
  completeness?(known: Completeness): void;
  /** The channel is refused, by the protocol's code. */
  refused?(code: string, message: string): void;
}

/** Its identity is that of the subscription: the same handlers may listen twice. */
export interface ChannelListener {
  readonly handlers: ChannelHandlers;
}

/** Which changes of a channel are wanted. */
export interface ChannelSelection {
  readonly filter?: readonly FilterCondition[];
  readonly latest?: true;
  readonly snapshot?: true;
}

/** One channel of a client, with all who listen to it. */
export class Channel {
  readonly name: string;
  readonly selection: ChannelSelection;
  readonly listeners = new Set<ChannelListener>();
  offset: string | undefined;
  priority = 0;
  completeness: Completeness = UNKNOWN_COMPLETENESS;
  /** True from the request to the connection's end. */
  requested = false;
  /** True once the place is fixed on this connection. */
  placed = false;
  poll: AbortController | undefined;
  /** Parts of a snapshot that is not whole yet. */
  #snapshot: SnapshotItem[] = [];

  constructor(name: string, offset: string | undefined, selection: ChannelSelection) {
    this.name = name;
    this.offset = offset;
    this.selection = selection;
  }

  /** As it stands in a subscribe message. */
  get wanted(): object {
    return {channel: this.name, ...this.selection, ...(this.offset === undefined ? {} : {offset: this.offset})};
  }

  tell(changes: readonly Change[], offset: string): void {
    for (const listener of [...this.listeners]) {
      for (const change of changes) {
        // it may have been closed by what it heard
        this.#to(listener, () => listener.handlers.change?.(change, offset));
      }
      this.#to(listener, () => listener.handlers.batch?.(changes, offset));
    }
    this.offset = offset;
  }

  tellSubscribed(offset: string, recovered: boolean): void {
    this.offset = offset;
    this.placed = true;
    this.#each((handlers) => handlers.subscribed?.(offset, recovered));
  }

  tellReset(reason: ResetReason, offset: string, snapshotFollows: boolean): void {
    if (!snapshotFollows) {
      this.offset = offset;
    }
    this.#each((handlers) => handlers.reset?.(reason, offset, snapshotFollows));
  }

  /** The place of a snapshot is that of `subscribed`: who has only a part of it is reset again. */
  tellSnapshot(items: readonly SnapshotItem[], last: boolean): void {
    this.#snapshot.push(...items);
    if (last) {
      const whole = this.#snapshot;
      this.#snapshot = [];
      this.#each((handlers) => handlers.snapshot?.(whole));
    }
  }

  tellCompleteness(message: CompletenessMessage): void {
    this.completeness = withMessage(this.completeness, message);
    this.#each((handlers) => handlers.completeness?.(this.completeness));
  }

  tellRefused(code: string, message: string): void {
    this.#each((handlers) => handlers.refused?.(code, message));
  }

  /** Who joins a channel whose place is fixed is told what the others were told. */
  welcome(listener: ChannelListener): void {
    const {offset} = this;
    if (this.placed && offset !== undefined) {
      this.#to(listener, () => listener.handlers.subscribed?.(offset, false));
      this.#to(listener, () => listener.handlers.completeness?.(this.completeness));
    }
  }

  /** The next connection tells anew what is complete. */
  connectionEnded(): void {
    this.requested = false;
    this.placed = false;
    this.#snapshot = [];
    if (this.completeness !== UNKNOWN_COMPLETENESS) {
      this.completeness = UNKNOWN_COMPLETENESS;
      this.#each((handlers) => handlers.completeness?.(UNKNOWN_COMPLETENESS));
    }
  }

  #each(call: (handlers: ChannelHandlers) => void): void {
    for (const listener of [...this.listeners]) {
      this.#to(listener, () => call(listener.handlers));
    }
  }

  #to(listener: ChannelListener, call: () => void): void {
    if (this.listeners.has(listener)) {
      guarded(call);
    }
  }
}

/** Reports what a listener throws as an uncaught error. */
export function guarded(call: () => void): void {
  try {
    call();
  } catch (error) {
    if (typeof reportError === "function") {
      reportError(error);
    } else {
      // Node has no reportError
      queueMicrotask(() => {
        throw error;
      });
    }
  }
}
