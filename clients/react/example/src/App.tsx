import type {GaplessClient} from "@gapless/client";
import {
  ConnectionStatusIndicator,
  GaplessProvider,
  pendingProps,
  ToastList,
  useLiveChannel,
  useOptimisticAction,
} from "@gapless/react";

interface Post {
  readonly text: string;
}

function Feed({channel}: {readonly channel: string}) {
  const {items, loading, completeness, completeThrough, gaps, lastUpdate, latency} = useLiveChannel<Post>(channel);
  const stars = useOptimisticAction<ReadonlySet<string>, string>({
    value: NO_STARS,
    apply: (value, item) => new Set([...value, item]),
    send: async (item, {id, signal}) => {
      const answer = await fetch(`/stars/${item}`, {method: "PUT", headers: {"Idempotency-Key": id}, signal});
      if (!answer.ok) {
        throw new Error(`${item} was not starred: status ${answer.status}`);
      }
    },
  });
  return (
    <main>
      <ConnectionStatusIndicator position="top-right" showDetails lastUpdate={lastUpdate} latency={latency} />
      <p>
        {loading ? "loading" : `${items.length} posts`}, {completeness}
        {completeThrough !== undefined && ` up to ${completeThrough}`}
        {gaps.length > 0 && `, ${gaps.length} gaps`}
      </p>
      <ul>
        {items.map(({item, data}) => (
          <li key={item} {...pendingProps(stars.isPending(item))}>
            {stars.value.has(item) ? "★ " : ""}
            {data.text} <button onClick={() => stars.run("star", item, item)}>Star</button>
          </li>
        ))}
      </ul>
      <ToastList toasts={stars.toasts} onDismiss={stars.dismiss} />
    </main>
  );
}

const NO_STARS: ReadonlySet<string> = new Set();

export function App({client}: {readonly client: GaplessClient}) {
  return (
    <GaplessProvider client={client}>
      <Feed channel="sandbox/alice/posts" />
    </GaplessProvider>
  );
}
