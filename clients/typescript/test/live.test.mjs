// Runs against a real live service: `./gapless clients` starts it and sets the environment.
import assert from "node:assert/strict";
import {spawn} from "node:child_process";
import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {fileURLToPath} from "node:url";
import {GaplessClient} from "../dist/index.js";
import {messagePack} from "../dist/msgpack.js";

const service = process.env.GAPLESS_LIVE_URL;
const control = process.env.GAPLESS_CONTROL_URL;
const skip = service === undefined ? "no live service: run ./gapless clients" : false;

let mints = 0;

async function ticket() {
  mints++;
  const answer = await fetch(new URL("/v1/live/tickets", service), {
    method: "POST",
    headers: {Authorization: `Bearer ${process.env.GAPLESS_LIVE_TOKEN}`},
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).ticket;
}

async function order(path) {
  const answer = await fetch(new URL(path, control), {method: "POST"});
  assert.equal(answer.status, 200, path);
}

const write = (account, first, count) => order(`/write?account=${account}&first=${first}&count=${count}`);

async function until(condition, what, millis = 20_000) {
  const deadline = Date.now() + millis;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `not in ${millis} ms: ${what}`);
    await sleep(10);
  }
}

const quick = {backoff: {firstMillis: 20, mostMillis: 200}, probeMillis: 300};

function account(name) {
  return `${name}-${process.pid}-${Date.now()}`;
}

function listener() {
  const heard = {items: [], changes: [], resets: [], subscribed: [], refused: []};
  return {
    heard,
    change(change) {
      heard.items.push(change.item);
      heard.changes.push(change);
    },
    reset: (reason) => heard.resets.push(reason),
    subscribed: (offset, recovered) => heard.subscribed.push({offset, recovered}),
    refused: (code) => heard.refused.push(code),
  };
}

function assertAll(heard, count) {
  assert.equal(new Set(heard.items).size, heard.items.length, "a change was told twice");
  assert.equal(heard.items.length, count, "a change was lost");
  assert.deepEqual(heard.resets, []);
}

test("a change is heard with its numbers whole", {skip}, async () => {
  const client = new GaplessClient({url: service, ticket, ...quick});
  const name = account("whole");
  const handlers = listener();
  client.subscribe(`it/${name}/posts`, handlers);
  await until(() => handlers.heard.subscribed.length > 0, "subscribed");
  await write(name, 0, 2);
  await until(() => handlers.heard.items.length === 2, "changes");
  assert.equal(handlers.heard.changes[0].version, "9007199254740993");
  // a service that is not ready yet is polled first
  await until(() => client.state === "open", "open");
  const bad = listener();
  client.subscribe("it/nothing", bad);
  await until(() => bad.heard.refused.length > 0, "refused");
  assert.deepEqual(bad.heard.refused, ["channel_invalid"]);
  client.close();
  assert.equal(client.state, "closed");
});

test("the example tracks what it is told to, and no more", {skip}, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "gapless-tracker-"));
  const token = join(folder, "token");
  writeFileSync(token, `${process.env.GAPLESS_LIVE_TOKEN}\n`);
  const [one, other] = [account("tracked"), account("other")];
  const tracker = spawn(
    process.execPath,
    ["--experimental-websocket", fileURLToPath(new URL("../example/tracker.mjs", import.meta.url)), service, token, `it/${one}/posts`],
    {stdio: ["pipe", "pipe", "inherit"]},
  );
  context.after(() => {
    tracker.kill();
    rmSync(folder, {recursive: true, force: true});
  });
  let said = "";
  tracker.stdout.on("data", (some) => (said += some));
  await until(() => said.includes(`tracks it/${one}/posts`), "tracked");
  await write(one, 0, 1);
  await until(() => said.includes(`created it/${one}/posts 0 `), "a value");
  tracker.stdin.write(`+it/${other}/posts\n`);
  await until(() => said.includes(`tracks it/${other}/posts`), "one more");
  tracker.stdin.write(`-it/${one}/posts\n`);
  await until(() => said.includes(`no longer it/${one}/posts`), "one less");
  await write(one, 1, 1);
  await write(other, 0, 1);
  await until(() => said.includes(`created it/${other}/posts 0 `), "the value of the other");
  assert.ok(!said.includes(`it/${one}/posts 1 `), said);
  const ended = new Promise((resolve) => tracker.on("exit", resolve));
  tracker.stdin.end();
  assert.equal(await ended, 0);
});

test("over MessagePack the same is heard as over JSON, through a reconnect", {skip}, async () => {
  const name = account("packed");
  const both = [undefined, messagePack].map((format) => {
    const client = new GaplessClient({url: service, ticket, ...quick, ...(format && {format})});
    const handlers = listener();
    client.subscribe(`it/${name}/posts`, handlers, {filter: [{field: "/n", op: "gte", value: 0.5}]});
    return {client, heard: handlers.heard};
  });
  await until(() => both.every(({heard}) => heard.subscribed.length > 0), "subscribed");
  await until(() => both.every(({client}) => client.state === "open"), "open");
  await write(name, 0, 120);
  await until(() => both.every(({heard}) => heard.items.length === 119), "changes");
  both[1].client.reconnect();
  await write(name, 120, 80);
  await until(() => both.every(({heard}) => heard.items.length === 199), "changes after the reconnect");
  const inOrder = ({heard}) => heard.changes.toSorted((a, b) => Number(a.item) - Number(b.item));
  assert.deepEqual(inOrder(both[1]), inOrder(both[0]));
  assert.equal(both[1].client.metrics.errors, 0);
  both.forEach(({client}) => client.close());
});

test("reconnects at random moments lose and repeat nothing, nor does a new process with the offset", {skip}, async () => {
  let client = new GaplessClient({url: service, ticket, ...quick});
  const name = account("reconnect");
  const handlers = listener();
  let subscription = client.subscribe(`it/${name}/posts`, handlers);
  await until(() => handlers.heard.subscribed.length > 0, "subscribed");
  for (let batch = 0; batch < 60; batch++) {
    await write(name, batch * 20, 20);
    if (batch === 30) {
      const {offset} = subscription;
      client.close();
      client = new GaplessClient({url: service, ticket, ...quick});
      subscription = client.subscribe(`it/${name}/posts`, handlers, {offset});
    } else if (batch % 3 === 0) {
      await sleep(Math.random() * 20);
      client.reconnect();
    }
  }
  await until(() => handlers.heard.items.length >= 1_200, "all changes");
  await sleep(300);
  assertAll(handlers.heard, 1_200);
  assert.ok(handlers.heard.subscribed.length > 3);
  client.close();
});

test("it polls while no WebSocket works, and comes back to it", {skip}, async () => {
  let works = false;
  class Moody extends WebSocket {
    constructor(...args) {
      if (!works) {
        throw new Error("a proxy that lets no WebSocket through");
      }
      super(...args);
    }
  }
  const client = new GaplessClient({url: service, ticket, ...quick, webSocket: Moody});
  const states = [];
  client.onState((state) => states.push(state));
  const name = account("poll");
  const handlers = listener();
  client.subscribe(`it/${name}/posts`, handlers);
  await until(() => handlers.heard.subscribed.length > 0, "subscribed over HTTP");
  assert.equal(client.state, "polling");
  for (let batch = 0; batch < 40; batch++) {
    await write(name, batch * 10, 10);
    if (batch === 15) {
      works = true;
      await until(() => client.state === "open", "back on the socket");
    }
    if (batch === 25) {
      works = false;
      client.reconnect();
      await until(() => client.state === "polling", "polling again");
    }
  }
  await until(() => handlers.heard.items.length >= 400, "all changes");
  await sleep(300);
  assertAll(handlers.heard, 400);
  assert.ok(states.includes("waiting"));
  client.close();
});

test("the service's restart costs nothing", {skip}, async () => {
  const client = new GaplessClient({url: service, ticket, ...quick});
  const name = account("restart");
  const handlers = listener();
  client.subscribe(`it/${name}/posts`, handlers);
  await until(() => handlers.heard.subscribed.length > 0, "subscribed");
  await write(name, 0, 50);
  const restarted = order("/restart");
  await write(name, 50, 50);
  await restarted;
  await write(name, 100, 50);
  await until(() => handlers.heard.items.length >= 150, "all changes", 60_000);
  await until(() => client.state === "open", "back on the socket", 60_000);
  assertAll(handlers.heard, 150);
  client.close();
});

test("200 channels in one turn are one request, and listeners share a channel", {skip}, async () => {
  const client = new GaplessClient({url: service, ticket, ...quick});
  const names = Array.from({length: 150}, (_, index) => account(`many${index}`));
  const placed = new Set();
  for (const name of names) {
    client.subscribe(`it/${name}/posts`, {subscribed: () => placed.add(name)});
  }
  await until(() => placed.size === 150, "all are subscribed");
  // one after another, which the server would close as a flood
  for (const name of names.slice(0, 60)) {
    const again = client.subscribe(`it/${name}-more/posts`, {});
    await Promise.resolve();
    again.close();
    await Promise.resolve();
  }
  const first = listener();
  const second = listener();
  const ends = [first, second].map((each) => client.subscribe(`it/${names[0]}/posts`, each));
  await until(() => second.heard.subscribed.length === 1, "who joins is told the place");
  await write(names[0], 0, 3);
  await until(() => first.heard.items.length === 3 && second.heard.items.length === 3, "both hear");
  ends[0].close();
  await write(names[0], 3, 2);
  await until(() => second.heard.items.length === 5, "the other still hears");
  assert.equal(first.heard.items.length, 3);
  assert.equal(client.metrics.connects, 1, "never closed as a flood");
  assert.ok(client.metrics.latencyMillis >= 0 && client.metrics.latencyMillis < 5_000);
  assert.equal(client.metrics.activeSubscriptions, 150);
  client.close();
});

test("a filter holds over both transports, through a reconnect", {skip}, async () => {
  for (const webSocket of [globalThis.WebSocket, undefined]) {
    const client = new GaplessClient({url: service, ticket, ...quick, webSocket});
    const name = account("filter");
    const handlers = listener();
    const filter = [{field: "/n", op: "gte", value: 4}];
    client.subscribe(`it/${name}/posts`, handlers, {filter, latest: true});
    assert.throws(() => client.subscribe(`it/${name}/posts`, {}), /another filter/);
    await until(() => handlers.heard.subscribed.length > 0, "subscribed");
    await write(name, 0, 6);
    await until(() => handlers.heard.items.length === 2, "what passes");
    client.reconnect();
    await write(name, 2, 4);
    await until(() => handlers.heard.items.length === 4, "what passes, after the reconnect");
    assert.deepEqual([...new Set(handlers.heard.items)].sort(), ["4", "5"]);
    client.close();
  }
});

test("a pattern and an item are heard over both transports, through a reconnect", {skip}, async () => {
  for (const webSocket of [globalThis.WebSocket, undefined]) {
    const client = new GaplessClient({url: service, ticket, ...quick, webSocket});
    const names = [account("one"), account("two")];
    const streams = names.map((name) => `it/${name}/posts`);
    const [all, item] = [listener(), listener()];
    client.subscribe("it/*/posts", all);
    client.subscribe(`${streams[0]}/1`, item);
    await until(() => all.heard.subscribed.length > 0 && item.heard.subscribed.length > 0, "subscribed");
    const ours = () => all.heard.changes.filter(({stream}) => streams.includes(stream));
    await write(names[0], 0, 3);
    await write(names[1], 3, 3);
    await until(() => ours().length === 6 && item.heard.items.length === 1, "changes");
    client.reconnect();
    await write(names[0], 6, 2);
    await write(names[0], 1, 1);
    await until(() => ours().length === 9 && item.heard.items.length === 2, "changes after the reconnect");
    assert.deepEqual(item.heard.items, ["1", "1"]);
    assert.deepEqual(new Set(ours().map(({stream}) => stream)), new Set(streams));
    client.close();
  }
});

test("an offset that is not resumable is a reset, and what follows is heard", {skip}, async () => {
  for (const webSocket of [globalThis.WebSocket, undefined]) {
    const client = new GaplessClient({url: service, ticket, ...quick, webSocket});
    const name = account("reset");
    const handlers = listener();
    client.subscribe(`it/${name}/posts`, handlers, {offset: "another:a0.a0.a0.a0"});
    await until(() => handlers.heard.resets.length > 0, "reset");
    assert.deepEqual(handlers.heard.resets, ["epoch_changed"]);
    await write(name, 0, 1);
    await until(() => handlers.heard.items.length === 1, "the change after it");
    client.close();
  }
  assert.ok(mints > 5);
});
