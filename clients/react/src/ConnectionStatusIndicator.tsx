import type {ConnectionState, GaplessClient} from "@gapless/client";
import type {CSSProperties, ReactNode} from "react";
import {useConnectionState} from "./gaplessContext.js";

/** `live` over the WebSocket, `delayed` by polling, `reconnecting` while it tries, `offline` when it does not. */
export type ConnectionStatus = "live" | "delayed" | "reconnecting" | "offline";

export type IndicatorPosition = "top-left" | "top-right" | "bottom-left" | "bottom-right";

export interface ConnectionStatusIndicatorProps {
  /** Shown in this corner of the page; without it where it stands. */
  readonly position?: IndicatorPosition;
  /** Milliseconds since 1970. */
  readonly lastUpdate?: number | undefined;
  /** Milliseconds. */
  readonly latency?: number | undefined;
  /** Shows the last update and the latency. */
  readonly showDetails?: boolean;
  /** Texts in another language. */
  readonly labels?: Partial<Record<ConnectionStatus, string>>;
  /** That of the provider by default. */
  readonly client?: GaplessClient;
}

const COLOURS: Record<ConnectionStatus, string> = {
  live: "#15803d",
  delayed: "#ca8a04",
  reconnecting: "#1d4ed8",
  offline: "#b91c1c",
};

const LABELS: Record<ConnectionStatus, string> = {
  live: "Live",
  delayed: "Delayed",
  reconnecting: "Reconnecting",
  offline: "Offline",
};

export function connectionStatus(state: ConnectionState): ConnectionStatus {
  switch (state) {
    case "open":
      return "live";
    case "polling":
      return "delayed";
    case "connecting":
    case "waiting":
      return "reconnecting";
    case "idle":
    case "closed":
      return "offline";
  }
}

/**
 * Says in words and by a colour how changes come. Screen readers are told when the word changes, and not of each
 * latency.
 */
export function ConnectionStatusIndicator({
  position,
  lastUpdate,
  latency,
  showDetails = false,
  labels,
  client,
}: ConnectionStatusIndicatorProps): ReactNode {
  const status = connectionStatus(useConnectionState(client));
  return (
    <div data-gapless-status={status} style={{...BOX, ...(position === undefined ? {} : corner(position))}}>
      <span aria-hidden="true" style={{...DOT, backgroundColor: COLOURS[status]}} />
      <span role="status" aria-live="polite">
        {labels?.[status] ?? LABELS[status]}
      </span>
      {showDetails && lastUpdate !== undefined && (
        // the server's and the reader's time zones may differ
        <time dateTime={new Date(lastUpdate).toISOString()} suppressHydrationWarning>
          {new Date(lastUpdate).toLocaleTimeString()}
        </time>
      )}
      {showDetails && latency !== undefined && <span>{Math.round(latency)} ms</span>}
    </div>
  );
}

const BOX: CSSProperties = {
  display: "inline-flex",
  alignItems: "center",
  gap: "0.5em",
  padding: "0.25em 0.75em",
  borderRadius: "1em",
  color: "#111827",
  backgroundColor: "#ffffff",
  border: "1px solid #6b7280",
};

const DOT: CSSProperties = {width: "0.75em", height: "0.75em", borderRadius: "50%"};

function corner(position: IndicatorPosition): CSSProperties {
  const [vertical, horizontal] = position.split("-") as ["top" | "bottom", "left" | "right"];
  return {position: "fixed", [vertical]: "1rem", [horizontal]: "1rem", zIndex: 1_000};
}
