import {decode, encode} from "@msgpack/msgpack";

/** A WebSocket whose server is the test. */
export class FakeSocket extends EventTarget {
  static all = [];

  /** What the server takes of the offered ones. */
  static protocol = "gapless.v1.json";

  constructor(url, offered) {
    super();
    this.offered = offered;
    this.protocol = FakeSocket.protocol;
    this.url = String(url);
    this.sent = [];
    this.closed = false;
    FakeSocket.all.push(this);
  }

  send(data) {
    this.sent.push(typeof data === "string" ? JSON.parse(data) : decode(data));
    this.answer?.(this.sent.at(-1));
  }

  close() {
    this.closed = true;
  }

  say(message) {
    const packed = () => encode(message).slice().buffer;
    const data = this.protocol === "gapless.v1.json" ? JSON.stringify(message) : packed();
    this.dispatchEvent(Object.assign(new Event("message"), {data}));
  }

  break() {
    this.dispatchEvent(Object.assign(new Event("close"), {code: 1006}));
  }

  of(type) {
    return this.sent.filter((each) => each.type === type);
  }
}

export async function until(condition, what, millis = 5_000) {
  const deadline = Date.now() + millis;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`not in ${millis} ms: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
