// A push server of `ws` or Socket.IO, as their guides write it: every change goes to all clients.
//   node --expose-gc peer.mjs ws|socket.io
// Orders come by standard input, a line each; answers go to standard output.
//   begin CHANGES_PER_SECOND BATCH_MILLIS TEXT_LENGTH     0 ms: each change is a message
//   end                                                   answers with the number of changes
//   memory                                                answers with the bytes in use after a collection
import {createServer} from "node:http";
import {createInterface} from "node:readline";
import {Server} from "socket.io";
import {WebSocketServer} from "ws";

const TICK_MILLIS = 10;
const CHANNEL = "bench/account/posts";

const http = createServer();

function wsServer() {
  const server = new WebSocketServer({server: http, perMessageDeflate: false});
  return (message) => {
    const text = JSON.stringify(message);
    for (const client of server.clients) {
      client.send(text);
    }
  };
}

function socketIoServer() {
  const server = new Server(http, {transports: ["websocket"], pingInterval: 600_000, perMessageDeflate: false});
  return (message) => server.emit("message", message);
}

const broadcast = process.argv[2] === "ws" ? wsServer() : socketIoServer();

let made = 0;
let ticking;
let flushing;
let waiting = [];

function change(textLength) {
  const number = made++;
  return {
    id: `change-${number}`,
    kind: "created",
    item: String(number),
    version: "1",
    position: String(number),
    time: "2026-01-01T00:00:00Z",
    backfilled: false,
    data: {at: `~${Date.now()}`, text: "x".repeat(textLength)},
  };
}

function flush() {
  if (waiting.length > 0) {
    broadcast({type: "batch_update", batches: [{channel: CHANNEL, offset: `e:${made}`, changes: waiting}]});
    waiting = [];
  }
}

function begin(perSecond, batchMillis, textLength) {
  made = 0;
  const started = performance.now();
  ticking = setInterval(() => {
    const due = Math.floor(((performance.now() - started) / 1_000) * perSecond);
    while (made < due) {
      const next = change(textLength);
      if (batchMillis === 0) {
        broadcast({type: "change", channel: CHANNEL, offset: `e:${made}`, change: next});
      } else {
        waiting.push(next);
      }
    }
  }, TICK_MILLIS);
  if (batchMillis > 0) {
    flushing = setInterval(flush, batchMillis);
  }
}

function end() {
  clearInterval(ticking);
  clearInterval(flushing);
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

http.listen(0, "127.0.0.1", () => console.log(http.address().port));
