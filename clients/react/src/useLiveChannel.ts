import type {GaplessClient} from "@gapless/client";
import {useEffect, useMemo, useRef, useSyncExternalStore} from "react";
import {ChannelStore, type LiveChannel, type LiveChannelOptions} from "./channelStore.js";
import {useGaplessClient} from "./gaplessContext.js";
import {sharedStore} from "./sharedStore.js";

const onServer = typeof document === "undefined";

/**
 * Listens to a channel, `source/account/stream`, while the component is there. Another channel, or another size,
 * delivery, filter or `snapshot`, begins anew; callbacks may change with each render.
 *
 * @param channel undefined listens to nothing, as `enabled: false` does
 */
export function useLiveChannel<T = unknown>(
  channel: string | undefined,
  options: LiveChannelOptions<T> & {readonly client?: GaplessClient} = {},
): LiveChannel<T> {
  const client = useGaplessClient(options.client);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const wanted = options.enabled === false ? undefined : channel;
  const {delivery, bufferSize, mostItems, snapshot} = options;
  const suspends = options.suspendUntil !== undefined && !onServer;
  const shares = suspends || snapshot === true;
  // an array that is written in the component is another one at each render
  const filter = JSON.stringify(options.filter);
  const {store, shared} = useMemo(
    () => {
      const found = shares && wanted !== undefined && !onServer ? sharedStore<T>(client, wanted, options) : undefined;
      return {shared: found, store: found?.store ?? new ChannelStore<T>(client, wanted, options)};
    },
    // delivery, sizes, filter and snapshot are read once, when the store is made
    [client, wanted, delivery, bufferSize, mostItems, filter, snapshot, shares],
  );
  const waits = suspends ? shared?.untilComplete() : undefined;
  if (waits !== undefined) {
    throw waits;
  }
  useEffect(() => shared?.show(), [shared]);
  // before the store is subscribed, which may call them
  useEffect(() => store.use(() => latest.current), [store]);
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
}
