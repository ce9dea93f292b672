import assert from "node:assert/strict";
import {test} from "node:test";
import {MessageQueue, QueueOverflowError, RefusedError} from "../dist/index.js";

const never = () => new Promise(() => undefined);

test("what waited goes in the order of priority, then of coming", async () => {
  const sent = [];
  const queue = new MessageQueue({deliver: async ({event}) => void sent.push(event)}, true);
  const all = [
    queue.send("low", 0, {priority: 1}),
    queue.send("first", 0),
    queue.send("second", 0),
    queue.send("urgent", 0, {priority: 9}),
  ];
  assert.equal(queue.size, 4);
  queue.release();
  await Promise.all(all);
  assert.deepEqual(sent, ["urgent", "first", "second", "low"]);
  assert.equal(queue.size, 0);
});

for (const [overflow, lost] of [
  ["refuse", "d"],
  ["drop_lowest", "b"],
  ["drop_oldest", "a"],
]) {
  test(`a full queue with ${overflow} gives up ${lost}, and says so`, async () => {
    const warned = [];
    const queue = new MessageQueue(
      {deliver: never, most: 3, overflow, onOverflow: ({event}) => warned.push(event)},
      true,
    );
    const outcomes = {};
    for (const [event, priority] of [["a", 5], ["b", 1], ["c", 1], ["d", 5]]) {
      queue.send(event, 0, {priority}).catch((cause) => (outcomes[event] = cause));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    assert.deepEqual(warned, [lost]);
    assert.deepEqual(Object.keys(outcomes), [lost]);
    assert.ok(outcomes[lost] instanceof QueueOverflowError);
    assert.equal(queue.size, 3);
  });
}

test("without an acknowledgement it is sent again with the same id, after doubling waits, then given up", async () => {
  const attempts = [];
  const queue = new MessageQueue({
    deliver: ({id, retries}) => {
      attempts.push({id, retries, at: Date.now()});
      return never();
    },
    ackMillis: 20,
    retryMillis: 20,
    maxRetries: 3,
  });
  await assert.rejects(queue.send("revoke", {}), /no acknowledgement/);
  assert.deepEqual(attempts.map((each) => each.retries), [0, 1, 2, 3]);
  assert.equal(new Set(attempts.map((each) => each.id)).size, 1);
  const waits = attempts.slice(1).map((each, index) => each.at - attempts[index].at);
  assert.ok(waits[0] >= 38 && waits[1] >= 58 && waits[2] >= 98, `${waits}`);
});

test("a refusal is final, and the next message goes on", async () => {
  let attempts = 0;
  const queue = new MessageQueue({
    deliver: async ({event}) => {
      attempts++;
      if (event === "bad") {
        throw new RefusedError("forbidden", "not yours");
      }
    },
  });
  const bad = queue.send("bad", 0);
  const good = queue.send("good", 0);
  await assert.rejects(bad, {code: "forbidden"});
  await good;
  assert.equal(attempts, 2);
});

test("a lost connection costs no attempt: what was on its way is sent again", async () => {
  const attempts = [];
  const queue = new MessageQueue({
    deliver: ({id, retries}) => {
      attempts.push({id, retries});
      return attempts.length < 3 ? never() : Promise.resolve();
    },
    maxRetries: 0,
  });
  const sent = queue.send("trigger", 0);
  for (let loss = 0; loss < 2; loss++) {
    queue.hold();
    await new Promise((resolve) => setTimeout(resolve, 5));
    queue.release();
  }
  await sent;
  assert.deepEqual(attempts.map((each) => each.retries), [0, 0, 0]);
  assert.equal(new Set(attempts.map((each) => each.id)).size, 1);
});

test("the same id is one message", async () => {
  let attempts = 0;
  const queue = new MessageQueue({deliver: async () => void attempts++}, true);
  const one = queue.send("pause", 0, {id: "x"});
  assert.equal(queue.send("pause", 0, {id: "x"}), one);
  queue.release();
  await one;
  assert.equal(attempts, 1);
});

test("no more begin in a second than allowed", async () => {
  const at = [];
  const queue = new MessageQueue({deliver: async () => void at.push(Date.now()), perSecond: 10, concurrency: 4});
  await Promise.all(Array.from({length: 15}, () => queue.send("x", 0)));
  assert.ok(at[9] - at[0] < 500);
  assert.ok(at[10] - at[0] >= 995, `${at[10] - at[0]} ms`);
});
