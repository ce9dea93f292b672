// Shows what the live service tells of some channels. Offsets are kept, so that a new connection resumes.
"use strict";

const FEED = 40;
const KNOWN = 20000;
const LONGEST_WAIT = 30000;
const WHOLE_WITHIN = 15000;

const channels = new Map();
const known = new Set();
const counts = { changes: 0, late: 0, repeated: 0, filled: 0, resets: 0 };
const fresh = [];
let socket = null;
let failures = 0;

const at = (id) => document.getElementById(id);

function channel(name) {
  let found = channels.get(name);
  if (!found) {
    const tile = at("channels").appendChild(document.createElement("div"));
    const title = tile.appendChild(document.createElement("strong"));
    title.textContent = title.title = name.split("/").slice(1).join(" ");
    found = { name, tile, text: tile.appendChild(document.createElement("span")), offset: null, changes: 0, gaps: [], through: null };
    channels.set(name, found);
  }
  return found;
}

function state(text, connected) {
  at("state").textContent = text;
  at("state").classList.toggle("connected", connected);
}

function take(found, change) {
  if (known.has(change.id)) {
    counts.repeated++;
    return;
  }
  known.add(change.id);
  if (known.size > KNOWN) {
    known.delete(known.values().next().value);
  }
  found.changes++;
  counts.changes++;
  if (change.backfilled) {
    counts.late++;
  }
  fresh.push({ found, change });
}

/** A part of a gap may be filled, and leaves what is before and behind it. */
function without(gaps, { from, to }) {
  return gaps.flatMap((gap) => {
    if (BigInt(gap.to) <= BigInt(from) || BigInt(gap.from) >= BigInt(to)) {
      return [gap];
    }
    const left = [];
    if (BigInt(gap.from) < BigInt(from)) {
      left.push({ ...gap, to: from });
    }
    if (BigInt(gap.to) > BigInt(to)) {
      left.push({ ...gap, from: to });
    }
    return left;
  });
}

/** Why the newest gap is open, as far as the service knows. */
function why({ state: stands, cause, until }) {
  const end = until ? ", until about " + new Date(until).toLocaleTimeString() : "";
  return stands ? " (" + cause + ", " + stands + end + ")" : "";
}

const handlers = {
  connected: () => {
    failures = 0;
    state("connected", true);
    // gaps are told anew on each connection
    channels.forEach((each) => { each.gaps = []; });
    const wanted = [...channels.values()].map((each) => (each.offset ? { channel: each.name, offset: each.offset } : { channel: each.name }));
    send({ type: "subscribe", channels: wanted });
  },
  subscribed: (message) => { channel(message.channel).offset = message.offset; },
  reset: (message) => { counts.resets++; channel(message.channel).offset = message.offset; },
  change: (message) => {
    const found = channel(message.channel);
    take(found, message.change);
    found.offset = message.offset;
  },
  batch_update: (message) => {
    for (const batch of message.batches) {
      const found = channel(batch.channel);
      batch.changes.forEach((change) => take(found, change));
      found.offset = batch.offset;
    }
  },
  complete_through: (message) => { channel(message.channel).through = Number(message.position) / 1000; },
  // told again when what is known of it changes
  gap_open: (message) => {
    const found = channel(message.channel);
    found.gaps = [...without(found.gaps, message), message];
  },
  gap_filled: (message) => {
    const found = channel(message.channel);
    found.gaps = without(found.gaps, message);
    counts.filled++;
  },
  ping: (message) => {
    send({ type: "pong" });
    if (message.offset) {
      channels.forEach((each) => { each.offset = message.offset; });
    }
  },
};

function send(message) {
  socket.send(JSON.stringify(message));
}

async function connect() {
  try {
    const answer = await fetch("connection", { method: "POST" });
    if (!answer.ok) {
      throw new Error("status " + answer.status);
    }
    const wanted = await answer.json();
    wanted.channels.forEach(channel);
    socket = new WebSocket(wanted.socket, "gapless.v1.json");
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      handlers[message.type]?.(message);
    };
    socket.onclose = (event) => again("closed with " + event.code);
  } catch (failure) {
    again(failure.message);
  }
}

// full jitter, 1 s to 30 s
function again(cause) {
  failures++;
  const wait = 1000 + Math.random() * Math.min(LONGEST_WAIT, 1000 * 2 ** failures);
  state("not connected (" + cause + "), again in " + Math.ceil(wait / 1000) + " s", false);
  setTimeout(connect, wait);
}

function paint() {
  const now = Date.now();
  let gaps = 0;
  for (const each of channels.values()) {
    gaps += each.gaps.length;
    const behind = each.through === null ? null : Math.max(0, now - each.through);
    each.tile.className = "channel " + (each.gaps.length ? "gap" : behind === null ? "" : behind < WHOLE_WITHIN ? "whole" : "behind");
    const through = behind === null ? "not known to be whole" : "whole up to " + Math.round(behind / 1000) + " s ago";
    each.text.textContent = each.changes + " changes, " + (each.gaps.length ? each.gaps.length + " open gaps" + why(each.gaps.at(-1)) : through);
  }
  for (const [name, count] of Object.entries({ ...counts, gaps })) {
    at(name).textContent = count.toLocaleString();
  }
  for (const { found, change } of fresh.splice(0).slice(-FEED)) {
    const line = document.createElement("li");
    line.className = change.backfilled ? "late" : "";
    line.textContent = [found.name.split("/").slice(1).join(" "), change.kind, change.item, change.backfilled ? "late" : ""].join(" ");
    at("feed").prepend(line);
  }
  while (at("feed").children.length > FEED) {
    at("feed").lastChild.remove();
  }
}

at("cut").onclick = () => socket?.close();
setInterval(paint, 500);
connect();
