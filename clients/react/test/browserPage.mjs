// What browser.test.mjs opens in a real browser: the hook in strict mode, with what it shows as text.
import {GaplessClient} from "@gapless/client";
import {messagePack} from "@gapless/client/msgpack";
import {ConnectionStatusIndicator, GaplessProvider, useLiveChannel} from "@gapless/react";
import {createElement as h, StrictMode} from "react";
import {createRoot} from "react-dom/client";

const query = new URLSearchParams(location.search);
const client = new GaplessClient({
  url: location.origin,
  ticket: async () => (await fetch("/ticket")).text(),
  backoff: {firstMillis: 50, mostMillis: 200},
  probeMillis: 300,
  ...(query.has("packed") && {format: messagePack}),
});

/** Every change as it is told, which a view of items would not show. */
const told = [];
globalThis.told = told;
globalThis.client = client;

function Feed() {
  const onChanges = (changes) => told.push(...changes.map((each) => each.item));
  const {items, loading} = useLiveChannel(query.get("channel"), {onChanges});
  return h("p", {id: "feed"}, loading ? "loading" : `${items.length} items`);
}

createRoot(document.getElementById("root")).render(
  h(StrictMode, null, h(GaplessProvider, {client}, h(Feed), h(ConnectionStatusIndicator, {position: "top-right"}))),
);
