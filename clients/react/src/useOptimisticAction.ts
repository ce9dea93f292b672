import {useEffect, useMemo, useRef, useState, useSyncExternalStore, type CSSProperties} from "react";
import {isActive, OptimisticStore, type OptimisticAction, type OptimisticOptions, type Toast} from "./optimisticStore.js";

export interface OptimisticResult<T, P> {
  /** The server's value with the active actions applied to it. */
  readonly value: T;
  /** Of the last 60 s, the oldest first. */
  readonly actions: readonly OptimisticAction<T, P>[];
  readonly toasts: readonly Toast[];
  /** Shows the action, sends it, and answers with its id. */
  readonly run: (type: string, params: P, targetId?: string) => string;
  /** Takes one action back; the others stay. */
  readonly rollback: (id: string) => void;
  readonly dismiss: (toast: string) => void;
  /** True while an action on this target is not confirmed; without a target, while any is not. */
  readonly isPending: (targetId?: string) => boolean;
}

/** Shows a user's actions before the server has them, and takes those back that it refuses or does not confirm. */
export function useOptimisticAction<T, P>(options: OptimisticOptions<T, P>): OptimisticResult<T, P> {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [store] = useState(() => new OptimisticStore<T, P>(() => latest.current));
  const {actions, toasts} = useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
  const {value, apply} = options;
  useEffect(() => store.reconcile(value), [store, value, actions]);
  const active = useMemo(() => actions.filter(isActive), [actions]);
  return {
    value: active.reduce((shown, {params}) => apply(shown, params), value),
    actions,
    toasts,
    run: (type, params, targetId) => store.run(type, params, targetId),
    rollback: (id) => store.rollback(id),
    dismiss: (toast) => store.dismiss(toast),
    isPending: (targetId) => active.some((each) => targetId === undefined || each.targetId === targetId),
  };
}

/** Props of an element whose action is not confirmed: half transparent, and busy for screen readers. */
export function pendingProps(pending: boolean): {"aria-busy"?: true; style?: CSSProperties} {
  return pending ? {"aria-busy": true, style: {opacity: 0.5}} : {};
}
