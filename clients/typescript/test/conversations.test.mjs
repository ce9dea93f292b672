// The recorded conversations that all clients have to pass: ../../conversations.json. ClientConversationsTest of the live
// service plays them to the client for Java.
import assert from "node:assert/strict";
import {readFileSync} from "node:fs";
import {test} from "node:test";
import {GaplessClient} from "../dist/index.js";
import {FakeSocket, until} from "./fakes.mjs";

const conversations = JSON.parse(readFileSync(new URL("../../conversations.json", import.meta.url), "utf8"));

for (const {name, channel = "it/a/posts", snapshot = false, connections, told, offset} of conversations) {
  test(name, async (context) => {
    FakeSocket.all = [];
    const heard = [];
    const client = new GaplessClient({
      url: "http://live.test",
      ticket: async () => "t",
      webSocket: FakeSocket,
      polling: false,
      backoff: {firstMillis: 1, mostMillis: 5},
    });
    context.after(() => client.close());
    const subscription = client.subscribe(
      channel,
      {
        subscribed: (place, recovered) => heard.push(`subscribed ${place} ${recovered}`),
        reset: (reason) => heard.push(`reset ${reason}`),
        snapshot: (items) => heard.push(`snapshot ${items.map(({item, version}) => `${item}@${version}`).join(" ")}`),
        change: ({item}, place) => heard.push(`change ${item} ${place}`),
        completeness: ({gaps}) => {
          for (const {from, to, state, cause, reason = "-", until = "-"} of gaps) {
            heard.push(`gap ${from} ${to} ${state} ${cause} ${reason} ${until}`);
          }
        },
      },
      {snapshot},
    );
    let endedAt = performance.now();
    let retryAfter = 0;
    for (const [number, steps] of connections.entries()) {
      await until(() => FakeSocket.all.length === number + 1, `connection ${number + 1}`);
      const waited = performance.now() - endedAt;
      // a timer may come within its last millisecond
      assert.ok(waited >= retryAfter - 1, `connected ${waited} ms after the end`);
      const socket = FakeSocket.all[number];
      socket.answer = (message) => message.id && queueMicrotask(() => socket.say({type: "ack", id: message.id}));
      let said = 0;
      for (const step of steps) {
        const message = step.server ?? step.unknown;
        if (message !== undefined) {
          socket.say(message);
        } else if (step.client !== undefined) {
          // pings are the client's own
          const rest = () => socket.sent.filter((each) => each.type !== "ping");
          await until(() => rest().length > said, JSON.stringify(step.client));
          const {type, channels} = rest()[said++];
          assert.deepEqual({type, ...(channels && {channels})}, step.client);
        } else {
          await until(() => heard.length >= step.told, `${step.told} told, not ${heard.length}`);
        }
      }
      if (number < connections.length - 1) {
        retryAfter = steps.reduce((sum, {server}) => sum + (server?.retry_after_millis ?? 0), 0);
        endedAt = performance.now();
        socket.break();
      }
    }
    assert.deepEqual(heard, told);
    assert.equal(subscription.offset, offset);
  });
}
