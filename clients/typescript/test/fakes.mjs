/** A WebSocket whose server is the test. */
export class FakeSocket extends EventTarget {
  static all = [];

  constructor(url) {
    super();
    this.url = String(url);
    this.sent = [];
    this.closed = false;
    FakeSocket.all.push(this);
  }

  send(text) {
    this.sent.push(JSON.parse(text));
    this.answer?.(this.sent.at(-1));
  }

  close() {
    this.closed = true;
  }

  say(message) {
    this.dispatchEvent(Object.assign(new Event("message"), {data: JSON.stringify(message)}));
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
