export {GaplessClient} from "./client.js";
export type {
  ChannelHandlers,
  ClientMetrics,
  ClientOptions,
  ConnectionState,
  Subscription,
} from "./client.js";
export type {Change, CompletenessMessage, ResetReason} from "./protocol.js";
