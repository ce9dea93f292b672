// A client of the protocol that is not ours reads from a real live service: `./gapless clients` starts it.
import assert from "node:assert/strict";
import {test} from "node:test";
import {setTimeout as sleep} from "node:timers/promises";
import {stream} from "@durable-streams/client";

const service = process.env.GAPLESS_LIVE_URL;
const control = process.env.GAPLESS_CONTROL_URL;
const CHANGES = 100_000;
const PER_WRITE = 2_000;

async function ticket() {
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

for (const live of ["sse", "long-poll"]) {
  const skip = service === undefined ? "no live service: run ./gapless clients" : false;
  test(`${CHANGES} changes through a restart, by ${live}`, {skip}, async () => {
    const account = `foreign-${live}-${process.pid}-${Date.now()}`;
    const times = new Map();
    const answer = await stream({
      url: new URL(`/v1/live/durable-streams/it/${account}/posts`, service),
      params: {ticket},
      offset: "-1",
      live,
      json: true,
      backoffOptions: {initialDelay: 50, maxDelay: 500, multiplier: 1.5},
      // the service is away for a moment
      onError: async () => {
        await sleep(100);
        return {};
      },
    });
    let last = "";
    answer.subscribeJson(async (batch) => {
      batch.items.forEach(({item}) => times.set(item, (times.get(item) ?? 0) + 1));
      assert.ok(batch.offset >= last, `${batch.offset} after ${last}`);
      last = batch.offset;
    });
    for (let first = 0; first < CHANGES; first += PER_WRITE) {
      await order(`/write?account=${account}&first=${first}&count=${PER_WRITE}`);
      if (first === CHANGES / 2) {
        await order("/restart");
      }
    }
    const deadline = Date.now() + 90_000;
    while (times.size < CHANGES && Date.now() < deadline) {
      await sleep(50);
    }
    answer.cancel();
    const repeated = [...times.values()].filter((count) => count > 1).length;
    console.log(`${live}: ${times.size} changes, ${repeated} of them more than once`);
    assert.equal(times.size, CHANGES);
  });
}
