import type {ReactNode} from "react";
import type {Toast} from "./optimisticStore.js";

export interface ToastListProps {
  readonly toasts: readonly Toast[];
  readonly onDismiss: (toast: string) => void;
  /** Name of the button; "Dismiss". */
  readonly dismissLabel?: string;
}

/** Tells successes politely and errors at once. */
export function ToastList({toasts, onDismiss, dismissLabel = "Dismiss"}: ToastListProps): ReactNode {
  return (
    <div style={{position: "fixed", bottom: "1rem", left: "50%", transform: "translateX(-50%)", zIndex: 1_001}}>
      {toasts.map(({id, kind, text}) => (
        <div key={id} role={kind === "error" ? "alert" : "status"} data-gapless-toast={kind}>
          {text}{" "}
          <button type="button" onClick={() => onDismiss(id)}>
            {dismissLabel}
          </button>
        </div>
      ))}
    </div>
  );
}
