// Sizes and times of JSON and MessagePack, bare and with gzip, for frames of 1 to 10,000 changes of 500 bytes.
import {gunzipSync, gzipSync} from "node:zlib";
import {decode, encode} from "@msgpack/msgpack";

const TEXTS = ["Gapless", "holds", "what", "was", "captured", "and", "tells", "what", "is", "missing", "since", "when"];
let seed = 7;

function next(bound) {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed % bound;
}

function change(number) {
  const words = Array.from({length: 30}, () => TEXTS[next(TEXTS.length)]).join(" ");
  return {
    id: `0190c1de-${next(1e9)}-${number}`,
    stream: "bench/account/posts",
    kind: "created",
    item: String(1_767_225_600_000 + number),
    version: String(next(1e9)),
    position: String(1_767_225_600_000_000 + number),
    time: "2026-01-01T00:00:00Z",
    backfilled: false,
    data: {author: `user-${next(1_000)}`, likes: next(10_000), score: next(1_000) / 10, public: true, text: words},
  };
}

function medianMillis(work) {
  const times = [];
  const deadline = performance.now() + 300;
  while (times.length < 5 || performance.now() < deadline) {
    const begin = performance.now();
    work();
    times.push(performance.now() - begin);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

const forms = {
  "JSON": {write: (it) => Buffer.from(JSON.stringify(it)), read: (it) => JSON.parse(it.toString())},
  "MessagePack": {write: (it) => encode(it), read: (it) => decode(it)},
  "JSON, gzip": {
    write: (it) => gzipSync(JSON.stringify(it)),
    read: (it) => JSON.parse(gunzipSync(it).toString()),
  },
  "MessagePack, gzip": {write: (it) => gzipSync(encode(it)), read: (it) => decode(gunzipSync(it))},
};

for (const count of [1, 100, 1_000, 10_000]) {
  const changes = Array.from({length: count}, (_, number) => change(number));
  const frame = {type: "batch_update", batches: [{channel: "bench/account/posts", offset: "e:1", changes}]};
  for (const [form, {write, read}] of Object.entries(forms)) {
    const written = write(frame);
    const millis = [medianMillis(() => write(frame)), medianMillis(() => read(written))];
    console.log(`${count} changes, ${form}: ${written.length} bytes, written in ${millis[0].toFixed(3)} ms, read in ${millis[1].toFixed(3)} ms`);
  }
}
