import "./page.mjs";
import assert from "node:assert/strict";
import {afterEach, test} from "node:test";
import {act, cleanup, render, renderHook, waitFor} from "@testing-library/react";
import {createElement as h, StrictMode} from "react";
import {hydrateRoot} from "react-dom/client";
import {renderToString} from "react-dom/server";
import {GaplessProvider, useLiveChannel} from "../dist/index.js";
import {batch, change, FakeSocket, makeClient, open, sleep, until} from "./gapless.mjs";

const NAME = "it/a/posts";
let client;

afterEach(() => {
  cleanup();
  client.close();
});

function hook(options = {}, strict = true) {
  client = makeClient();
  const provider = ({children}) => h(GaplessProvider, {client}, children);
  const wrapper = strict ? ({children}) => h(StrictMode, null, h(provider, null, children)) : provider;
  return renderHook((props) => useLiveChannel(NAME, props), {wrapper, initialProps: options});
}

const opened = (...args) => act(() => open(...args).then(async (socket) => (await sleep(2), socket)));
const saying = (socket, message) => act(async () => socket.say(message));

test("strict mode mounts twice and asks once; the end of the component ends the channel", async () => {
  const {result, unmount} = hook();
  assert.equal(result.current.loading, true);
  const socket = await opened();
  assert.equal(socket.of("subscribe").length, 1);
  assert.equal(socket.of("unsubscribe").length, 0);
  assert.equal(result.current.loading, false);
  assert.equal(result.current.isRealTime, true);
  await saying(socket, batch(NAME, [change("x"), change("y")]));
  await act(() => sleep(120));
  assert.deepEqual(result.current.items.map((each) => each.item), ["x", "y"]);
  unmount();
  await sleep(2);
  assert.deepEqual(socket.of("unsubscribe").map((each) => each.channels), [[NAME]]);
});

for (const delivery of ["keep", "conflate"]) {
  test(`20,000 changes in bursts are few renders, and ${delivery} delivers what it promises`, async () => {
    const delivered = [];
    let renders = 0;
    client = makeClient();
    function View() {
      renders++;
      useLiveChannel(NAME, {delivery, bufferSize: 700, onChanges: (changes) => delivered.push(changes)});
      return null;
    }
    render(h(GaplessProvider, {client}, h(View)));
    const socket = await opened();
    const begun = Date.now();
    renders = 0;
    for (let burst = 0; burst < 400; burst++) {
      const changes = Array.from({length: 50}, (_, index) => change(`i${index}`, String(burst * 50 + index)));
      socket.say(batch(NAME, changes));
      if (burst % 40 === 0) {
        await act(() => sleep(10));
      }
    }
    await act(() => sleep(150));
    const took = Date.now() - begun;
    const all = delivered.flat();
    const versions = all.map((each) => Number(each.version));
    if (delivery === "keep") {
      assert.equal(all.length, 20_000, "all of them");
      assert.ok(versions.every((version, index) => index === 0 || version > versions[index - 1]), "in their order");
      assert.ok(Math.max(...delivered.map((each) => each.length)) <= 700, "never more than fit");
    } else {
      assert.ok(delivered.length <= took / 100 + 2, `${delivered.length} deliveries in ${took} ms`);
      assert.deepEqual(versions.slice(-50), Array.from({length: 50}, (_, index) => 19_950 + index), "the last of each");
    }
    assert.ok(renders <= delivered.length + 2, `${renders} renders for ${delivered.length} deliveries`);
  });
}

test("the snapshot is the same object until something changes", async () => {
  const {result, rerender} = hook({}, false);
  const socket = await opened();
  await saying(socket, batch(NAME, [change("x")]));
  await act(() => sleep(120));
  const before = result.current;
  rerender({onChanges: () => undefined});
  assert.equal(result.current, before);
  await saying(socket, {type: "complete_through", channel: NAME, from: "0", position: "5"});
  assert.notEqual(result.current, before);
  assert.equal(result.current.items, before.items);
});

test("completeness is told behind its changes, and is unknown when the connection is gone", async () => {
  const {result} = hook();
  const socket = await opened();
  assert.equal(result.current.completeness, "unknown");
  await saying(socket, batch(NAME, [change("x")]));
  await saying(socket, {type: "complete_through", channel: NAME, from: "0", position: "5"});
  assert.equal(result.current.completeness, "complete");
  assert.equal(result.current.completeThrough, "5");
  assert.deepEqual(result.current.items.map((each) => each.item), ["x"]);
  await saying(socket, {type: "gap_open", channel: NAME, from: "7", to: "9"});
  assert.equal(result.current.completeness, "partial");
  assert.deepEqual(result.current.gaps, [{from: "7", to: "9"}]);
  await saying(socket, {type: "gap_filled", channel: NAME, from: "7", to: "9"});
  assert.equal(result.current.completeness, "complete");
  await act(async () => socket.break());
  assert.equal(result.current.completeness, "unknown");
  assert.equal(result.current.isConnected, false);
});

test("a replay that lowers a version is shown", async () => {
  const {result} = hook({throttleMillis: 1});
  const socket = await opened();
  await saying(socket, batch(NAME, [change("a", "7"), change("b", "7")]));
  await saying(socket, batch(NAME, [change("a", "5"), change("b", "6", "deleted")]));
  await waitFor(() =>
    assert.deepEqual(result.current.items.map((each) => [each.item, each.version]), [["a", "5"]]),
  );
});

test("the state is read after the place is fixed and after a reset, and nothing older replaces newer", async () => {
  const reads = [];
  const read = (signal) => new Promise((resolve, reject) => reads.push({resolve, reject, signal}));
  const resets = [];
  const {result} = hook({read, throttleMillis: 1, onReset: (reason) => resets.push(reason)});
  const socket = await opened();
  assert.equal(reads.length, 1);
  assert.equal(result.current.loading, true);
  await saying(socket, batch(NAME, [change("a", "9007199254740993"), change("b", "3", "deleted"), change("c", "1")]));
  await act(() => sleep(10));
  await act(async () =>
    reads[0].resolve([
      {item: "a", version: "9007199254740992", position: "1", data: "old"},
      {item: "b", version: "2", position: "2", data: "gone"},
      {item: "c", version: "4", position: "3", data: "new"},
      {item: "d", version: "1", position: "4", data: "quiet"},
    ]),
  );
  const shown = () => Object.fromEntries(result.current.items.map((each) => [each.item, each.version]));
  assert.deepEqual(shown(), {a: "9007199254740993", c: "4", d: "1"});
  assert.equal(result.current.loading, false);

  await saying(socket, {type: "reset", channel: NAME, reason: "expired", offset: "e:20"});
  await saying(socket, {type: "subscribed", channel: NAME, offset: "e:20", recovered: false});
  assert.deepEqual(resets, ["expired"]);
  assert.equal(reads.length, 2, "once for a reset and its place");
  await act(async () => reads[1].reject(new Error("503")));
  assert.equal(result.current.error.code, "read_failed");
  assert.equal(result.current.resets, 1);
  await act(async () => result.current.refetch());
  await act(async () => reads[2].resolve([{item: "e", version: "1", position: "5", data: 1}]));
  assert.deepEqual(shown(), {e: "1"});
  assert.equal(result.current.error, undefined);
});

test("what was logged before a read, and comes after it, lowers no version", async () => {
  const state = [
    {item: "a", version: "7", position: "1", data: 1},
    {item: "b", version: "7", position: "2", data: 1},
  ];
  const {result} = hook({read: async () => state, throttleMillis: 1});
  const socket = await opened();
  const shown = () => Object.fromEntries(result.current.items.map((each) => [each.item, each.version]));
  const shownAfter = async (...changes) => {
    await saying(socket, batch(NAME, changes));
    await act(() => sleep(10));
    return shown();
  };
  assert.deepEqual(shown(), {a: "7", b: "7"});
  assert.deepEqual(await shownAfter(change("a", "5"), change("b", "6", "deleted"), change("c", "1")), {
    a: "7",
    b: "7",
    c: "1",
  });
  assert.deepEqual(await shownAfter(change("a", "7"), change("b", "8")), {a: "7", b: "8", c: "1"});
  // a replay that lowers versions
  assert.deepEqual(await shownAfter(change("a", "5"), change("b", "6", "deleted")), {a: "5", c: "1"});
});

test("a connection that breaks is resumed where it was, and nothing is read again", async () => {
  let reads = 0;
  const {result} = hook({read: async () => (reads++, []), throttleMillis: 1});
  const first = await opened();
  await saying(first, batch(NAME, [change("x")], "e:4"));
  await act(async () => first.break());
  const second = await opened(2, "e:4", true);
  assert.deepEqual(second.of("subscribe")[0].channels, [{channel: NAME, offset: "e:4"}]);
  await saying(second, batch(NAME, [change("y")], "e:5"));
  await act(() => sleep(10));
  assert.deepEqual(result.current.items.map((each) => each.item), ["x", "y"]);
  assert.equal(reads, 1);
});

test("a server renders it without a connection, and the page takes that over", async () => {
  client = makeClient();
  function View() {
    const {items, loading, completeness} = useLiveChannel(NAME);
    return h("p", null, `${items.length} ${loading} ${completeness}`);
  }
  const app = h(StrictMode, null, h(GaplessProvider, {client}, h(View)));
  const html = renderToString(app);
  assert.equal(html, "<p>0 true unknown</p>");
  assert.equal(client.state, "idle");
  assert.equal(FakeSocket.all.length, 0);
  const box = document.createElement("div");
  box.innerHTML = html;
  const problems = [];
  let root;
  await act(async () => (root = hydrateRoot(box, app, {onRecoverableError: (error) => problems.push(error)})));
  const socket = await opened();
  await saying(socket, batch(NAME, [change("x")]));
  await act(() => sleep(120));
  assert.equal(box.textContent, "1 false unknown");
  assert.deepEqual(problems, []);
  await act(async () => root.unmount());
});

test("a view keeps the newest items and says how many it dropped; a refusal is shown", async () => {
  const problems = [];
  const {result} = hook({mostItems: 3, throttleMillis: 1, onError: (problem) => problems.push(problem.code)});
  const socket = await opened();
  await saying(socket, batch(NAME, ["a", "b", "c", "d", "e"].map((item) => change(item))));
  await act(() => sleep(10));
  assert.deepEqual(result.current.items.map((each) => each.item), ["c", "d", "e"]);
  assert.equal(result.current.droppedItems, 2);
  await saying(socket, {type: "error", channel: NAME, code: "channel_forbidden", message: "no"});
  assert.equal(result.current.error.code, "channel_forbidden");
  await until(() => problems.length === 1, "told");
});

test("without a provider it says what is missing", () => {
  client = makeClient();
  const silent = console.error;
  console.error = () => undefined;
  try {
    assert.throws(() => renderHook(() => useLiveChannel(NAME)), /GaplessProvider/);
  } finally {
    console.error = silent;
  }
});
