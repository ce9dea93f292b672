/**
 * `optimistic`: shown, and not answered. `pending`: accepted, and the server's value does not show it yet.
 * `reconciled`: the server's value shows it. `rolled_back`: refused, expired or taken back.
 */
export type OptimisticPhase = "optimistic" | "pending" | "reconciled" | "rolled_back";

/** One action of a user. */
export interface OptimisticAction<T, P> {
  readonly id: string;
  readonly type: string;
  /** What it is done to. */
  readonly targetId: string | undefined;
  readonly params: P;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly phase: OptimisticPhase;
  /** What was shown before. */
  readonly former: T;
  /** Why it was rolled back. */
  readonly cause: string | undefined;
}

export interface Toast {
  readonly id: string;
  readonly kind: "success" | "error";
  readonly text: string;
}

export interface OptimisticSnapshot<T, P> {
  /** Of the last 60 s, the oldest first. */
  readonly actions: readonly OptimisticAction<T, P>[];
  readonly toasts: readonly Toast[];
}

export interface OptimisticOptions<T, P> {
  /** What the server says. */
  readonly value: T;
  /** What the value will be. It must not change its argument. */
  readonly apply: (value: T, params: P) => T;
  /** Sends the action. It rejects when the action is refused. The id may serve as idempotency key. */
  readonly send: (params: P, action: {readonly id: string; readonly signal: AbortSignal}) => Promise<unknown>;
  /** True when the server's value shows the action. Without it, the next value after the answer is taken for it. */
  readonly isReconciled?: (value: T, params: P) => boolean;
  /** How long an action may go unconfirmed, and how long a finished one is listed; 60,000 ms. */
  readonly expiryMillis?: number;
  /** How long a toast is shown; 5,000 ms. */
  readonly toastMillis?: number;
  /** Text of the toast, or undefined for none. */
  readonly successText?: (action: OptimisticAction<T, P>) => string | undefined;
  readonly errorText?: (action: OptimisticAction<T, P>) => string | undefined;
}

const EMPTY: OptimisticSnapshot<never, never> = Object.freeze({actions: [], toasts: []});

export function isActive({phase}: OptimisticAction<unknown, unknown>): boolean {
  return phase === "optimistic" || phase === "pending";
}

/** The actions of one component. What is shown is the server's value with the active actions applied to it. */
export class OptimisticStore<T, P> {
  readonly #options: () => OptimisticOptions<T, P>;
  readonly #listeners = new Set<() => void>();
  readonly #stops = new Map<string, AbortController>();
  /** The server's value when the answer came. */
  readonly #answeredAt = new Map<string, T>();
  readonly #toastTimers = new Map<string, ReturnType<typeof setTimeout>>();
  #snapshot: OptimisticSnapshot<T, P> = EMPTY;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #number = 0;

  constructor(options: () => OptimisticOptions<T, P>) {
    this.#options = options;
  }

  readonly getSnapshot = (): OptimisticSnapshot<T, P> => this.#snapshot;

  readonly getServerSnapshot = (): OptimisticSnapshot<T, P> => EMPTY;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#expire();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        clearTimeout(this.#expiry);
        this.#toastTimers.forEach((timer) => clearTimeout(timer));
        this.#toastTimers.clear();
      }
    };
  };

  shown(value: T): T {
    const {apply} = this.#options();
    return this.#snapshot.actions.filter(isActive).reduce((shown, {params}) => apply(shown, params), value);
  }

  /** Shows the action, sends it, and answers with its id. */
  run(type: string, params: P, targetId?: string): string {
    const {value, send} = this.#options();
    const id = `${Date.now().toString(36)}-${(this.#number++).toString(36)}-${Math.random().toString(36).slice(2, 8)}`;
    const stop = new AbortController();
    this.#stops.set(id, stop);
    this.#set({
      actions: [
        ...this.#snapshot.actions,
        {
          id,
          type,
          targetId,
          params,
          timestamp: Date.now(),
          phase: "optimistic",
          former: this.shown(value),
          cause: undefined,
        },
      ],
    });
    this.#expire();
    send(params, {id, signal: stop.signal}).then(
      () => {
        if (this.#active(id)) {
          this.#answeredAt.set(id, this.#options().value);
          this.#phase(id, "pending", undefined);
          this.reconcile(this.#options().value);
        }
      },
      (cause: unknown) => this.#fail(id, cause instanceof Error ? cause.message : String(cause)),
    );
    return id;
  }

  /** Takes one action back; the others stay. A request that runs is aborted. */
  rollback(id: string): void {
    if (this.#active(id)) {
      this.#stops.get(id)?.abort();
      this.#phase(id, "rolled_back", "taken back");
    }
  }

  /** Compares pending actions with what the server says now. */
  reconcile(value: T): void {
    const {isReconciled, successText} = this.#options();
    for (const action of this.#snapshot.actions.filter(({phase}) => phase === "pending")) {
      const seen =
        isReconciled === undefined ? !Object.is(value, this.#answeredAt.get(action.id)) : isReconciled(value, action.params);
      if (seen) {
        this.#phase(action.id, "reconciled", undefined);
        this.#toast("success", successText === undefined ? "Done" : successText(action));
      }
    }
  }

  dismiss(toast: string): void {
    clearTimeout(this.#toastTimers.get(toast));
    this.#toastTimers.delete(toast);
    this.#set({toasts: this.#snapshot.toasts.filter(({id}) => id !== toast)});
  }

  #active(id: string): boolean {
    return this.#snapshot.actions.some((each) => each.id === id && isActive(each));
  }

  #fail(id: string, cause: string): void {
    if (!this.#active(id)) {
      return;
    }
    this.#phase(id, "rolled_back", cause);
    const action = this.#snapshot.actions.find((each) => each.id === id);
    const {errorText} = this.#options();
    if (action !== undefined) {
      this.#toast("error", errorText === undefined ? cause : errorText(action));
    }
  }

  #phase(id: string, phase: OptimisticPhase, cause: string | undefined): void {
    this.#set({actions: this.#snapshot.actions.map((each) => (each.id === id ? {...each, phase, cause} : each))});
    if (phase !== "pending") {
      this.#stops.delete(id);
      this.#answeredAt.delete(id);
    }
  }

  #toast(kind: Toast["kind"], text: string | undefined): void {
    if (text === undefined) {
      return;
    }
    const id = `toast-${this.#number++}`;
    this.#set({toasts: [...this.#snapshot.toasts, {id, kind, text}]});
    this.#toastTimers.set(
      id,
      setTimeout(() => this.dismiss(id), this.#options().toastMillis ?? 5_000),
    );
  }

  /** One timer, for the oldest action. */
  #expire(): void {
    clearTimeout(this.#expiry);
    const {expiryMillis = 60_000} = this.#options();
    const now = Date.now();
    for (const action of this.#snapshot.actions.filter((each) => now - each.timestamp >= expiryMillis)) {
      this.#stops.get(action.id)?.abort();
      this.#fail(action.id, `not confirmed in ${Math.round(expiryMillis / 1_000)} s`);
    }
    const fresh = this.#snapshot.actions.filter((each) => now - each.timestamp < expiryMillis);
    if (fresh.length < this.#snapshot.actions.length) {
      this.#set({actions: fresh});
    }
    const [oldest] = fresh;
    if (oldest !== undefined) {
      this.#expiry = setTimeout(() => this.#expire(), Math.max(1, oldest.timestamp + expiryMillis - now));
    }
  }

  #set(part: Partial<OptimisticSnapshot<T, P>>): void {
    this.#snapshot = {...this.#snapshot, ...part};
    this.#listeners.forEach((listener) => listener());
  }
}
