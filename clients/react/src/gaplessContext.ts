import type {ConnectionState, GaplessClient} from "@gapless/client";
import {createContext, createElement, useCallback, useContext, useSyncExternalStore, type ReactNode} from "react";

const GaplessContext = createContext<GaplessClient | undefined>(undefined);

export interface GaplessProviderProps {
  /** Made outside of components, or once in a state; the provider neither makes nor closes it. */
  readonly client: GaplessClient;
  readonly children?: ReactNode;
}

/** Gives the client to the hooks below it. */
export function GaplessProvider({client, children}: GaplessProviderProps): ReactNode {
  return createElement(GaplessContext.Provider, {value: client}, children);
}

/**
 * The client that is given, or that of the provider.
 *
 * @throws when there is neither
 */
export function useGaplessClient(given?: GaplessClient): GaplessClient {
  const provided = useContext(GaplessContext);
  const client = given ?? provided;
  if (client === undefined) {
    throw new Error("no client: put a <GaplessProvider client={…}> around the component");
  }
  return client;
}

/** The state of the connection; `idle` on a server. */
export function useConnectionState(given?: GaplessClient): ConnectionState {
  const client = useGaplessClient(given);
  const subscribe = useCallback((listener: () => void) => client.onState(listener), [client]);
  return useSyncExternalStore(
    subscribe,
    () => client.state,
    () => "idle",
  );
}
