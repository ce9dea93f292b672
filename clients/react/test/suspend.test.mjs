import "./page.mjs";
import assert from "node:assert/strict";
import {afterEach, mock, test} from "node:test";
import {act, cleanup, render} from "@testing-library/react";
import {createElement as h, StrictMode, Suspense} from "react";
import {GaplessProvider, useLiveChannel} from "../dist/index.js";
import {ChannelStore} from "../dist/channelStore.js";
import {sharedStore} from "../dist/sharedStore.js";
import {batch, change, FakeSocket, makeClient, open, sleep, until} from "./gapless.mjs";

const NAME = "it/a/posts";
let client;

afterEach(() => {
  cleanup();
  client.close();
});

const opened = (...args) => act(() => open(...args).then(async (socket) => (await sleep(2), socket)));
const saying = (socket, message) => act(async () => (socket.say(message), await sleep(2)));

function show(options, seen, count = 1) {
  client = makeClient();
  function View() {
    const channel = useLiveChannel(NAME, options);
    seen.push(channel);
    return h("p", null, `${channel.completeness}: ${channel.items.map(({item}) => item).join(" ")}`);
  }
  const views = Array.from({length: count}, (_, key) => h(View, {key}));
  return render(
    h(StrictMode, null, h(GaplessProvider, {client}, h(Suspense, {fallback: h("i", null, "waits")}, views))),
  );
}

const texts = (view) => [...view.container.querySelectorAll("p")].map((each) => each.textContent);

test("it waits until the channel is complete, and shows what came meanwhile", async () => {
  const seen = [];
  const view = show({suspendUntil: "complete", throttleMillis: 1}, seen);
  const socket = await opened();
  assert.equal(view.container.textContent, "waits");
  await saying(socket, batch(NAME, [change("x")]));
  await saying(socket, {type: "gap_open", channel: NAME, from: "5", to: "9"});
  await saying(socket, {type: "complete_through", channel: NAME, from: "9", position: "20"});
  assert.equal(view.container.textContent, "waits", "partial is not complete");
  assert.equal(seen.length, 0);
  await saying(socket, {type: "gap_filled", channel: NAME, from: "5", to: "9"});
  await act(() => sleep(20));
  assert.deepEqual(texts(view), ["complete: x"]);
  assert.equal(socket.of("subscribe").length, 1, "asked once");
  assert.equal(socket.of("unsubscribe").length, 0);

  const until = "2026-01-01T00:01:00Z";
  await saying(socket, {type: "gap_open", channel: NAME, from: "20", to: "25", state: "open", cause: "live-gap", until});
  assert.deepEqual(texts(view), ["partial: x"], "what was shown stays");
  assert.deepEqual(seen.at(-1).gaps, [{from: "20", to: "25", state: "open", cause: "live-gap", until}]);
  assert.equal(seen.at(-1).completeExpected, until);
  await saying(socket, {
    type: "gap_open", channel: NAME, from: "20", to: "25", state: "unfillable", cause: "live-gap", reason: "retention",
  });
  assert.equal(seen.at(-1).gaps.length, 1);
  assert.equal(seen.at(-1).gaps[0].reason, "retention");
  assert.equal(seen.at(-1).completeExpected, undefined);

  view.unmount();
  await sleep(10);
  assert.deepEqual(socket.of("unsubscribe").map((each) => each.channels), [[NAME]], "its end ends the channel");
});

test("two that wait share the channel, and a refusal ends their waiting", async () => {
  const seen = [];
  const view = show({suspendUntil: "complete"}, seen, 2);
  const socket = await opened();
  assert.equal(socket.of("subscribe").length, 1);
  await saying(socket, {type: "error", code: "channel_forbidden", message: "no", channel: NAME});
  assert.deepEqual(texts(view), ["unknown: ", "unknown: "]);
  assert.equal(seen.at(-1).error.code, "channel_forbidden");
});

test("the service tells the state, also to a component that comes later, and anew after a reset", async () => {
  const seen = [];
  let reads = 0;
  const read = async () => (reads++, []);
  const item = (id) => ({item: id, version: "3", position: "1", data: {}});
  client = makeClient();
  function View({options}) {
    const channel = useLiveChannel(NAME, options);
    seen.push(channel);
    return h("p", null, channel.items.map(({item: id, version}) => `${id}@${version}`).join(" "));
  }
  const options = {snapshot: true, read, throttleMillis: 1};
  const tree = (count) =>
    h(GaplessProvider, {client}, Array.from({length: count}, (_, key) => h(View, {key, options})));
  const view = render(tree(1));
  const socket = await act(async () => {
    const made = await open();
    made.items = [item("a"), item("b")];
    await sleep(2);
    return made;
  });
  assert.deepEqual(texts(view), ["a@3 b@3"]);
  await saying(socket, batch(NAME, [change("b", "4")]));
  await act(() => sleep(20));
  view.rerender(tree(2));
  await act(() => sleep(20));
  assert.deepEqual(texts(view), ["a@3 b@4", "a@3 b@4"]);
  await saying(socket, {type: "reset", channel: NAME, reason: "expired", offset: "e:5", snapshot: true});
  await saying(socket, {type: "snapshot", channel: NAME, last: false, items: [item("c")]});
  assert.deepEqual(texts(view), ["a@3 b@4", "a@3 b@4"], "a part is not shown");
  await saying(socket, {type: "snapshot", channel: NAME, last: true, items: [item("d")]});
  await saying(socket, {type: "subscribed", channel: NAME, offset: "e:5", recovered: false});
  assert.deepEqual(texts(view), ["c@3 d@3", "c@3 d@3"]);
  assert.equal(reads, 0, "nothing is read beside");
  await saying(socket, {type: "reset", channel: NAME, reason: "expired", offset: "e:6", snapshot: false});
  await saying(socket, {type: "subscribed", channel: NAME, offset: "e:6", recovered: false});
  assert.equal(reads, 1, "without a snapshot it is read");
});

test("a component that waits longer than its store is kept is rendered again", async () => {
  client = makeClient();
  mock.timers.enable({apis: ["setTimeout"]});
  try {
    let renders = 0;
    sharedStore(client, NAME, {}).untilComplete().then(() => renders++);
    mock.timers.tick(59_999);
    await Promise.resolve();
    assert.equal(renders, 0);
    mock.timers.tick(1);
    await Promise.resolve();
    assert.equal(renders, 1);
  } finally {
    mock.timers.reset();
  }
});

test("a pattern, whose completeness is not told, is waited for until it is placed", async () => {
  client = makeClient();
  const shared = sharedStore(client, "it/*/posts", {});
  const waits = shared.untilComplete();
  assert.notEqual(waits, undefined);
  await open();
  await waits;
  assert.equal(shared.untilComplete(), undefined);
  // no component shows it: its timer would hold up the end of the tests
  shared.show()();
});

test("who joins without the snapshot that others had is told that it lacks", async () => {
  client = makeClient();
  const first = new ChannelStore(client, NAME, {snapshot: true});
  const ends = [first.subscribe(() => {})];
  await open();
  await until(() => !first.getSnapshot().loading, "placed");
  assert.equal(first.getSnapshot().error, undefined);
  const second = new ChannelStore(client, NAME, {snapshot: true, mostItems: 7});
  ends.push(second.subscribe(() => {}));
  await until(() => second.getSnapshot().error !== undefined, "error");
  assert.equal(second.getSnapshot().error.code, "snapshot_missing");
  let reads = 0;
  const third = new ChannelStore(client, NAME, {snapshot: true, mostItems: 8, read: async () => (reads++, [])});
  ends.push(third.subscribe(() => {}));
  await until(() => reads === 1, "read");
  assert.equal(third.getSnapshot().error, undefined);
  ends.forEach((end) => end());
});

test("a snapshot without a place is forgotten with its connection", async () => {
  client = makeClient();
  let reads = 0;
  const store = new ChannelStore(client, NAME, {snapshot: true, read: async () => (reads++, [])});
  const end = store.subscribe(() => {});
  await until(() => FakeSocket.all.length === 1, "a socket");
  const socket = FakeSocket.all[0];
  socket.say({type: "connected", heartbeat_millis: 60_000});
  await sleep(2);
  socket.say({type: "snapshot", channel: NAME, last: true, items: []});
  socket.break();
  await until(() => FakeSocket.all.length === 2, "another socket");
  const next = FakeSocket.all[1];
  next.say({type: "connected", heartbeat_millis: 60_000});
  await sleep(2);
  next.say({type: "subscribed", channel: NAME, offset: "e:1", recovered: false});
  await until(() => reads === 1, "read");
  end();
});
