import type {GaplessClient} from "@gapless/client";
import {useEffect, useMemo, useRef, useSyncExternalStore} from "react";
import {ChannelStore, type LiveChannel, type LiveChannelOptions} from "./channelStore.js";
import {useGaplessClient} from "./gaplessContext.js";

/**
 * Listens to a channel, `source/account/stream`, while the component is there. Another channel, or another size,
 * delivery or filter, begins anew; callbacks may change with each render.
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
  const {delivery, bufferSize, mostItems} = options;
  // an array that is written in the component is another one at each render
  const filter = JSON.stringify(options.filter);
  const store = useMemo(
    () => new ChannelStore<T>(client, wanted, () => latest.current),
    // delivery, sizes and filter are read once, when the store is made
    [client, wanted, delivery, bufferSize, mostItems, filter],
  );
  return useSyncExternalStore(store.subscribe, store.getSnapshot, store.getServerSnapshot);
}
