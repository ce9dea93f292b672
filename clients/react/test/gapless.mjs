import {GaplessClient} from "@gapless/client";
import {FakeSocket, until} from "../../typescript/test/fakes.mjs";

export {FakeSocket, until};

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** A client whose server is the test. */
export function makeClient(options = {}) {
  FakeSocket.all = [];
  return new GaplessClient({
    url: "http://live.test",
    ticket: async () => "t",
    webSocket: FakeSocket,
    polling: false,
    backoff: {firstMillis: 1, mostMillis: 5},
    ...options,
  });
}

/** Opens the newest socket, and answers each subscribe as the service does. */
export async function open(count = 1, offsets = "e:1", recovered = false) {
  await until(() => FakeSocket.all.length >= count, `${count} sockets`);
  const socket = FakeSocket.all.at(-1);
  socket.answer = (message) => {
    queueMicrotask(() => {
      if (message.type === "subscribe") {
        for (const {channel, offset, snapshot} of message.channels) {
          if (snapshot && offset === undefined) {
            socket.say({type: "snapshot", channel, last: true, items: socket.items ?? []});
          }
          socket.say({type: "subscribed", channel, offset: offset ?? offsets, recovered: offset !== undefined && recovered});
        }
      }
      if (message.id !== undefined) {
        socket.say({type: "ack", id: message.id});
      }
    });
  };
  socket.say({type: "connected", heartbeat_millis: 60_000});
  return socket;
}

let numbers = 1;

export function change(item, version = "1", kind = "created") {
  return {id: `${item}-${version}-${kind}`, stream: "it/a/posts", kind, item, version, position: String(numbers++), time: "", data: {item, version}};
}

export function batch(channel, changes, offset = "e:9") {
  return {type: "batch_update", batches: [{channel, offset, changes}]};
}
