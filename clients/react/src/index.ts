export {ConnectionStatusIndicator, connectionStatus} from "./ConnectionStatusIndicator.js";
export type {
  ConnectionStatus,
  ConnectionStatusIndicatorProps,
  IndicatorPosition,
} from "./ConnectionStatusIndicator.js";
export {GaplessProvider, useConnectionState, useGaplessClient} from "./gaplessContext.js";
export type {GaplessProviderProps} from "./gaplessContext.js";
export type {ChannelItem} from "./itemView.js";
export type {ChannelProblem, LiveChannel, LiveChannelOptions} from "./channelStore.js";
export type {OptimisticAction, OptimisticOptions, OptimisticPhase, Toast} from "./optimisticStore.js";
export {ToastList} from "./ToastList.js";
export type {ToastListProps} from "./ToastList.js";
export {useLiveChannel} from "./useLiveChannel.js";
export {pendingProps, useOptimisticAction} from "./useOptimisticAction.js";
export type {OptimisticResult} from "./useOptimisticAction.js";
