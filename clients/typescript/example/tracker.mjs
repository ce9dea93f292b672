// Tracks the latest values of items, as a tracker of stocks does. What it tracks is polled first and more often.
//   node --experimental-websocket example/tracker.mjs LIVE-ADDRESS TOKEN-FILE CHANNEL...
// Lines of standard input: `+CHANNEL` tracks one more, `-CHANNEL` no longer. Their end ends it.
// Against the sandbox: ./gapless up, then the address that it prints as live, the file of the operators' token, and
// sandbox/ACCOUNT/profile.
import {readFileSync} from "node:fs";
import {createInterface} from "node:readline";
import {GaplessClient} from "../dist/index.js";

const [url, tokenFile, ...channels] = process.argv.slice(2);
if (tokenFile === undefined) {
  console.error("usage: node --experimental-websocket example/tracker.mjs LIVE-ADDRESS TOKEN-FILE CHANNEL...");
  process.exit(2);
}

/** A page would ask its own backend, which has the token. */
async function ticket() {
  const answer = await fetch(new URL("/v1/live/tickets", url), {
    method: "POST",
    headers: {Authorization: `Bearer ${readFileSync(tokenFile, "utf8").trim()}`},
  });
  if (!answer.ok) {
    throw new Error(`no ticket: status ${answer.status}`);
  }
  return (await answer.json()).ticket;
}

const client = new GaplessClient({url, ticket});
client.onState((state) => console.log(`connection ${state}`));
client.onError((error) => console.error(`error ${error.message}`));

const tracked = new Map();

function track(channel) {
  if (tracked.has(channel)) {
    return;
  }
  const handlers = {
    subscribed: () => console.log(`tracks ${channel}`),
    change: ({kind, item, version, data}) => console.log(`${kind} ${channel} ${item} ${version} ${JSON.stringify(data)}`),
    reset: (reason) => console.log(`reset ${channel} ${reason}: values may have been missed`),
    completeness: ({type, through}) => console.log(`${type} ${channel} ${through ?? ""}`),
    refused: (code, message) => console.error(`refused ${channel} ${code} ${message}`),
  };
  // of values that wait only the newest counts
  tracked.set(channel, client.subscribe(channel, handlers, {latest: true}));
}

function untrack(channel) {
  tracked.get(channel)?.close();
  if (tracked.delete(channel)) {
    console.log(`no longer ${channel}`);
  }
}

channels.forEach(track);
createInterface({input: process.stdin})
  .on("line", (line) => (line.startsWith("-") ? untrack(line.slice(1)) : track(line.replace(/^\+/, ""))))
  .on("close", () => client.close());
