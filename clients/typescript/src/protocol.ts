/** A change, as docs/live.md describes it. */
export interface Change<T = unknown> {
  /** The same when the change is told again. */
  readonly id: string;
  /** The stream that it belongs to, `source/account/stream`; of a pattern's channel it may be any. */
  readonly stream: string;
  readonly kind: "created" | "updated" | "deleted";
  readonly item: string;
  /** 64 bits, so it is a text. */
  readonly version: string;
  /** 64 bits, so it is a text. */
  readonly position: string;
  readonly time: string;
  /** True for late history. */
  readonly backfilled: boolean;
  readonly data: T;
}

/** A condition on the data of a change, as docs/live.md describes it; `field` is a JSON pointer such as `/price`. */
export interface FilterCondition {
  readonly field: string;
  readonly op: "eq" | "ne" | "lt" | "lte" | "gt" | "gte" | "in" | "exists";
  readonly value: unknown;
}

/** The present version of an item, as a snapshot tells it. */
export interface SnapshotItem<T = unknown> {
  readonly item: string;
  /** 64 bits, so it is a text. */
  readonly version: string;
  /** 64 bits, so it is a text. */
  readonly position: string;
  readonly data: T;
}

/** What is known of a gap; absent where the service does not know it. */
export interface GapFacts {
  readonly state?: "open" | "scheduled" | "filling" | "stuck" | "unfillable";
  /** How it came about, such as `live-gap`. */
  readonly cause?: string;
  /** Why it cannot be filled. */
  readonly reason?: string;
  /** When it is probably filled, as ISO 8601. */
  readonly until?: string;
}

export type ResetReason = "epoch_changed" | "offset_unknown" | "expired" | "too_far_behind";

interface Batch {
  readonly channel: string;
  readonly offset: string;
  readonly changes: readonly Change[];
}

/** What the server says. */
export type ServerMessage =
  | {readonly type: "connected"; readonly heartbeat_millis: number}
  | {readonly type: "subscribed"; readonly channel: string; readonly offset: string; readonly recovered: boolean}
  | {readonly type: "unsubscribed"; readonly channel: string}
  | {readonly type: "snapshot"; readonly channel: string; readonly last: boolean; readonly items: readonly SnapshotItem[]}
  | {
      readonly type: "reset";
      readonly channel: string;
      readonly reason: ResetReason;
      readonly offset: string;
      readonly snapshot?: boolean;
    }
  | {readonly type: "change"; readonly channel: string; readonly offset: string; readonly change: Change}
  | {readonly type: "batch_update"; readonly batches: readonly Batch[]}
  | {readonly type: "ping"; readonly at: number; readonly offset?: string}
  | {readonly type: "pong"; readonly at: number}
  | {readonly type: "ack"; readonly id: string}
  | {readonly type: "nack"; readonly id: string; readonly code: string; readonly message: string}
  | {readonly type: "error"; readonly code: string; readonly message: string; readonly channel?: string}
  | {readonly type: "server_going_away"; readonly retry_after_millis: number}
  | ({readonly channel: string} & CompletenessMessage);

/** What is known of the completeness of a channel's data at the source. */
export type CompletenessMessage =
  | {readonly type: "complete_through"; readonly from: string; readonly position: string}
  | ({readonly type: "gap_open"; readonly from: string; readonly to: string} & GapFacts)
  | {readonly type: "gap_filled"; readonly from: string; readonly to: string};
