import assert from "node:assert/strict";
import {readFileSync, readdirSync} from "node:fs";
import {test} from "node:test";
import {gzipSync} from "node:zlib";
import {ClientPool, GaplessClient} from "../dist/index.js";
import {messagePack} from "../dist/msgpack.js";
import {FakeSocket, until} from "./fakes.mjs";

const quick = {backoff: {firstMillis: 1, mostMillis: 5}, probeMillis: 10};

function made(options = {}) {
  FakeSocket.all = [];
  const errors = [];
  const client = new GaplessClient({
    url: "http://live.test",
    ticket: async () => "t",
    webSocket: FakeSocket,
    polling: false,
    ...quick,
    ...options,
  });
  client.onError((error) => errors.push(error));
  return {client, errors};
}

/** Opens the newest socket; its server acknowledges everything. */
async function open(client, count, acks = true) {
  await until(() => FakeSocket.all.length >= count, `${count} sockets`);
  const socket = FakeSocket.all.at(-1);
  if (acks) {
    socket.answer = (message) => message.id && queueMicrotask(() => socket.say({type: "ack", id: message.id}));
  }
  socket.say({type: "connected", heartbeat_millis: 60_000});
  await until(() => client.state === "open", "open");
  return socket;
}

const change = (item) => ({id: item, kind: "created", item, version: "1", position: "1", data: {}});

test("channels of one turn are one request, and a turn that begins and ends one asks nothing", async () => {
  const {client} = made();
  client.subscribe("a/b/1", {});
  client.subscribe("a/b/2", {}, {priority: 7});
  const socket = await open(client, 1);
  await until(() => socket.of("subscribe").length === 2, "one request a priority");
  client.subscribe("a/b/3", {}).close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(socket.of("subscribe").length, 2);
  assert.equal(socket.of("unsubscribe").length, 0);
  client.close();
  assert.ok(socket.closed);
});

test("after a loss everything is asked for again, the highest priority first, where it was", async () => {
  const {client} = made();
  client.subscribe("a/b/low", {});
  client.subscribe("a/b/high", {}, {priority: 7});
  const first = await open(client, 1);
  first.say({type: "subscribed", channel: "a/b/low", offset: "e:1", recovered: false});
  first.say({type: "change", channel: "a/b/low", offset: "e:2", change: change("x")});
  first.break();
  const second = await open(client, 2);
  await until(() => second.of("subscribe").length === 2, "asked again");
  assert.deepEqual(
    second.of("subscribe").map((each) => each.channels),
    [[{channel: "a/b/high"}], [{channel: "a/b/low", offset: "e:2"}]],
  );
  client.close();
});

test("a heartbeat's offset moves no channel whose place is not fixed", async () => {
  const {client} = made();
  const one = client.subscribe("a/b/1", {}, {offset: "e:5"});
  const socket = await open(client, 1);
  socket.say({type: "ping", at: 1, offset: "e:9"});
  assert.equal(one.offset, "e:5");
  socket.say({type: "subscribed", channel: "a/b/1", offset: "e:5", recovered: true});
  socket.say({type: "ping", at: 1, offset: "e:9"});
  assert.equal(one.offset, "e:9");
  client.close();
});

test("a listener that throws is reported and keeps nothing from the others", async (context) => {
  const {client} = made();
  const uncaught = [];
  globalThis.reportError = (error) => uncaught.push(error.message);
  context.after(() => delete globalThis.reportError);
  const heard = [];
  client.subscribe("a/b/1", {
    change: () => {
      throw new Error("mine");
    },
  });
  client.subscribe("a/b/1", {change: ({item}) => heard.push(item)});
  const socket = await open(client, 1);
  socket.say({type: "change", channel: "a/b/1", offset: "e:2", change: change("x")});
  assert.deepEqual(heard, ["x"]);
  assert.deepEqual(uncaught, ["mine"]);
  client.close();
});

test("what the server refuses is told with its category, and text that is no JSON ends nothing", async () => {
  const {client, errors} = made();
  client.subscribe("a/b/1", {});
  const socket = await open(client, 1, false);
  await until(() => socket.of("subscribe").length === 1, "asked");
  socket.say({type: "nack", id: socket.of("subscribe")[0].id, code: "malformed", message: "no"});
  socket.dispatchEvent(Object.assign(new Event("message"), {data: "{"}));
  socket.say({type: "error", channel: "a/b/1", code: "channel_forbidden", message: "no"});
  await until(() => errors.length === 3, "three errors");
  assert.deepEqual(errors.map((each) => each.category).sort(), ["data", "message", "message"]);
  assert.deepEqual(client.activeSubscriptions, []);
  assert.equal(client.state, "open");
  assert.equal(client.metrics.errors, 3);
  client.close();
});

test("completeness is told to all, to who joins, and is unknown after a loss", async () => {
  const {client} = made();
  const one = client.subscribe("a/b/1", {});
  const socket = await open(client, 1);
  socket.say({type: "subscribed", channel: "a/b/1", offset: "e:1", recovered: false});
  assert.equal(one.completeness.type, "unknown");
  socket.say({type: "complete_through", channel: "a/b/1", from: "0", position: "9007199254740993"});
  assert.equal(one.completeness.type, "complete");
  socket.say({type: "gap_open", channel: "a/b/1", from: "100", to: "200"});
  socket.say({type: "gap_open", channel: "a/b/1", from: "20", to: "30"});
  socket.say({type: "gap_filled", channel: "a/b/1", from: "120", to: "150"});
  const told = [];
  client.subscribe("a/b/1", {completeness: (known) => told.push(known)});
  await until(() => told.length === 1, "told to who joins");
  assert.deepEqual(told[0], {
    type: "partial",
    from: "0",
    through: "9007199254740993",
    gaps: [{from: "20", to: "30"}, {from: "100", to: "120"}, {from: "150", to: "200"}],
  });
  socket.break();
  assert.equal(one.completeness.type, "unknown");
  client.close();
});

test("ten short connections make it poll although each one opens", async (context) => {
  const asked = [];
  context.mock.method(globalThis, "fetch", (url) => {
    asked.push(String(url));
    return new Promise(() => undefined);
  });
  const {client, errors} = made({polling: true, probeMillis: 60_000, pollAfterFailures: 100});
  client.subscribe("a/b/1", {});
  for (let life = 1; life <= 10; life++) {
    (await open(client, life)).break();
  }
  assert.equal(client.state, "polling");
  assert.ok(errors.some((each) => each.code === "unstable"));
  await until(() => asked.length === 1, "polls");
  client.close();
});

test("a heartbeat that nothing answers ends the connection", async () => {
  const {client, errors} = made();
  client.subscribe("a/b/1", {});
  await until(() => FakeSocket.all.length === 1, "a socket");
  FakeSocket.all[0].say({type: "connected", heartbeat_millis: 10});
  await until(() => FakeSocket.all.length === 2, "another socket");
  assert.ok(FakeSocket.all[0].of("ping").length >= 3);
  assert.ok(FakeSocket.all[0].closed);
  assert.match(errors[0].message, /three heartbeats/);
  client.close();
});

test("messages wait while the service is away, and go with their id once it is back", async () => {
  const sent = [];
  const {client} = made({messages: {deliver: async ({id, event}) => void sent.push({id, event})}});
  client.subscribe("a/b/1", {});
  const done = client.messages.send("pause", {task: 7}, {id: "m1"});
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(sent.length, 0);
  await open(client, 1);
  await done;
  assert.deepEqual(sent, [{id: "m1", event: "pause"}]);
  client.close();
});

test("a pool has one connection an address, until the last user is gone", async () => {
  FakeSocket.all = [];
  const pool = new ClientPool();
  const options = {url: "http://live.test", ticket: async () => "t", webSocket: FakeSocket, ...quick};
  const one = pool.acquire(options);
  const two = pool.acquire({...options, url: "http://live.test/"});
  assert.equal(one.client, two.client);
  assert.notEqual(pool.acquire({...options, url: "http://other.test"}).client, one.client);
  one.release();
  one.release();
  assert.notEqual(two.client.state, "closed");
  two.release();
  assert.equal(one.client.state, "closed");
  assert.equal(pool.size, 1);
  assert.notEqual(pool.acquire(options).client, one.client);
});

test("MessagePack is spoken with a server that takes it, until a frame cannot be read", async (context) => {
  FakeSocket.protocol = messagePack.protocol;
  context.after(() => (FakeSocket.protocol = "gapless.v1.json"));
  const {client, errors} = made({format: messagePack});
  const heard = [];
  const one = client.subscribe("a/b/1", {change: (told) => heard.push(told)});
  const socket = await open(client, 1);
  assert.deepEqual(socket.offered, ["gapless.v1.msgpack", "gapless.v1.json"]);
  await until(() => socket.of("subscribe").length === 1, "asked");
  assert.deepEqual(socket.of("subscribe")[0].channels, [{channel: "a/b/1"}]);
  socket.say({type: "subscribed", channel: "a/b/1", offset: "e:1", recovered: false});
  socket.say({type: "change", channel: "a/b/1", offset: "e:2", change: change("für")});
  assert.deepEqual(heard, [change("für")]);
  FakeSocket.protocol = "gapless.v1.json";
  const spoiled = {...change("x"), data: JSON.parse('{"__proto__": 1}')};
  socket.say({type: "change", channel: "a/b/1", offset: "e:3", change: spoiled});
  assert.ok(socket.closed);
  assert.equal(one.offset, "e:2");
  assert.ok(errors.some((each) => each.category === "data"));
  const next = await open(client, 2);
  assert.deepEqual(next.offered, ["gapless.v1.json"]);
  await until(() => next.of("subscribe").length === 1, "asked again");
  assert.equal(next.of("subscribe")[0].channels[0].offset, "e:2");
  client.close();
});

test("a server that does not take MessagePack is spoken to in JSON", async () => {
  const {client} = made({format: messagePack});
  client.subscribe("a/b/1", {});
  const socket = await open(client, 1);
  await until(() => socket.of("subscribe").length === 1, "asked");
  assert.equal(socket.offered.length, 2);
  client.close();
});

test("it stays below 12 KB gzipped", () => {
  const dist = new URL("../dist/", import.meta.url);
  const code = readdirSync(dist)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(new URL(name, dist)));
  const bytes = gzipSync(Buffer.concat(code), {level: 9}).length;
  assert.ok(bytes <= 12 * 1_024, `${bytes} bytes`);
});
