// A push server of `ws` or Socket.IO, as their guides write it, with the job of the live service: it reads the topic of
// changes, makes of each record the JSON that clients see, and sends it to those who have subscribed to its channel.
//   node --expose-gc peer.mjs ws|socket.io KAFKA BATCH_MILLIS compressed|plain
//       0 ms: each change is a message, as their users send it; else batches, which they would have to write themselves
//   node --expose-gc peer.mjs frames - BATCH_MILLIS plain
//       the ceiling: no source and no channels; one frame is made for all clients, which `ws` writes as it is
// Orders come by standard input, a line each; answers go to standard output.
//   begin CHANGES_PER_SECOND TEXT_LENGTH     of the ceiling
//   end                                      of the ceiling; answers with the number of changes
//   memory                                   answers with the bytes in use after a collection
import {createServer} from "node:http";
import {createInterface} from "node:readline";
import {Kafka, logLevel} from "kafkajs";
import {Server} from "socket.io";
import {Sender, WebSocketServer} from "ws";

const TICK_MILLIS = 10;
const CHANNEL = "bench/account/posts";
const [kind, brokers, batchText, compression] = process.argv.slice(2);
const batchMillis = Number(batchText);
const perMessageDeflate = compression === "compressed" ? {threshold: 1_024, zlibDeflateOptions: {level: 1}} : false;

const http = createServer();

function wsServer() {
  const channels = new Map();
  new WebSocketServer({server: http, perMessageDeflate}).on("connection", (client) => {
    client.on("message", (said) => {
      const {channel} = JSON.parse(said);
      if (!channels.has(channel)) {
        channels.set(channel, new Set());
      }
      channels.get(channel).add(client);
      client.on("close", () => channels.get(channel).delete(client));
      client.send(JSON.stringify({type: "subscribed", channel}));
    });
  });
  return (channel, message) => {
    const text = JSON.stringify(message);
    for (const client of channels.get(channel) ?? []) {
      client.send(text);
    }
  };
}

function socketIoServer() {
  const server = new Server(http, {transports: ["websocket"], pingInterval: 600_000, perMessageDeflate});
  server.on("connection", (client) => client.join(client.handshake.auth.channel));
  return (channel, message) => server.to(channel).emit("message", message);
}

function frameServer() {
  const server = new WebSocketServer({server: http, perMessageDeflate: false});
  const options = {fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true};
  return (channel, message) => {
    const frame = Buffer.concat(Sender.frame(Buffer.from(JSON.stringify(message)), options));
    for (const client of server.clients) {
      client._socket.write(frame);
    }
  };
}

const send = {ws: wsServer, "socket.io": socketIoServer, frames: frameServer}[kind]();

const waiting = new Map();

function flush() {
  for (const [channel, {offset, changes}] of waiting) {
    send(channel, {type: "batch_update", batches: [{channel, offset, changes}]});
  }
  waiting.clear();
}

function tell(channel, offset, change) {
  if (batchMillis === 0) {
    send(channel, {type: "change", channel, offset, change});
  } else if (waiting.has(channel)) {
    const batch = waiting.get(channel);
    batch.offset = offset;
    batch.changes.push(change);
  } else {
    waiting.set(channel, {offset, changes: [change]});
  }
}

async function consume() {
  const kafka = new Kafka({brokers: [brokers], clientId: `peer-${process.pid}`, logLevel: logLevel.NOTHING});
  const consumer = kafka.consumer({groupId: `peer-${process.pid}-${Date.now()}`, maxWaitTimeInMs: 500});
  await consumer.connect();
  await consumer.subscribe({topic: "gapless.changes"});
  const assigned = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({
    autoCommitInterval: 5_000,
    eachMessage: async ({partition, message}) => {
      const header = (name) => message.headers[name].toString();
      const [, , source, , account, , stream] = header("ce_source").split("/");
      tell(`${source}/${account}/${stream}`, `${partition}:${message.offset}`, {
        id: header("ce_id"),
        kind: header("ce_type").slice("dev.gapless.item.".length),
        item: header("ce_subject"),
        version: header("ce_gaplessversion"),
        position: header("ce_gaplessposition"),
        time: header("ce_time"),
        backfilled: header("ce_gaplesspath") !== "LIVE",
        data: JSON.parse(message.value),
      });
    },
  });
  await assigned;
}

let made = 0;
let ticking;

function begin(perSecond, textLength) {
  made = 0;
  const started = performance.now();
  ticking = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond);
    while (made < due) {
      const number = String(made++);
      tell(CHANNEL, number, {
        id: `change-${number}`,
        kind: "created",
        item: number,
        version: "1",
        position: number,
        time: "2026-01-01T00:00:00Z",
        backfilled: false,
        data: {at: `~${Date.now()}`, text: "x".repeat(textLength)},
      });
    }
  }, TICK_MILLIS);
}

function end() {
  clearInterval(ticking);
  flush();
  return made;
}

function memory() {
  globalThis.gc();
  const {heapUsed, external} = process.memoryUsage();
  return heapUsed + external;
}

createInterface({input: process.stdin}).on("line", (line) => {
  const [order, ...numbers] = line.split(" ");
  if (order === "begin") {
    begin(...numbers.map(Number));
  } else {
    console.log(order === "end" ? end() : memory());
  }
});

if (batchMillis > 0) {
  setInterval(flush, batchMillis);
}
if (kind !== "frames") {
  await consume();
}
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
