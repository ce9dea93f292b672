// Client and hook in a real browser against a real live service, through a network that is cut and restored.
// `./gapless clients` starts the service and sets the environment. GAPLESS_CHROMIUM names another browser.
import assert from "node:assert/strict";
import {existsSync} from "node:fs";
import {createServer, request} from "node:http";
import {connect} from "node:net";
import {after, before, test} from "node:test";
import {fileURLToPath} from "node:url";
import {build} from "esbuild";
import {chromium} from "playwright-core";
import {until} from "./gapless.mjs";

const service = process.env.GAPLESS_LIVE_URL;
const control = process.env.GAPLESS_CONTROL_URL;
const places = [process.env.GAPLESS_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = places.find((each) => each !== undefined && existsSync(each));
const skip =
  service === undefined
    ? "no live service: run ./gapless clients"
    : executablePath === undefined
      ? "NO BROWSER: install Chromium, or name one by GAPLESS_CHROMIUM"
      : false;
if (service !== undefined && executablePath === undefined) {
  console.error("\n!!! The tests in a browser are skipped: install Chromium, or name one by GAPLESS_CHROMIUM.\n");
}

/** Serves the page, and passes the rest on to the service while the network is there. */
class Network {
  #page = "";
  #ways = new Set();
  #server = createServer((asked, answer) => void this.#answer(asked, answer));
  up = true;
  webSockets = true;

  async open() {
    const entry = fileURLToPath(new URL("browserPage.mjs", import.meta.url));
    const built = await build({entryPoints: [entry], bundle: true, format: "esm", write: false, logLevel: "error"});
    this.#page = `<!doctype html><div id="root"></div><script type="module">${built.outputFiles[0].text}</script>`;
    this.#server.on("upgrade", (asked, socket) => this.#upgrade(asked, socket));
    this.#server.on("connection", (socket) => this.#hold(socket));
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  get address() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  #hold(socket) {
    this.#ways.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#ways.delete(socket));
  }

  async #answer(asked, answer) {
    if (!this.up) {
      asked.destroy();
    } else if (asked.url === "/ticket") {
      const minted = await fetch(new URL("/v1/live/tickets", service), {
        method: "POST",
        headers: {Authorization: `Bearer ${process.env.GAPLESS_LIVE_TOKEN}`},
      });
      answer.end((await minted.json()).ticket);
    } else if (asked.url.startsWith("/v1/")) {
      const passed = request(new URL(asked.url, service), {headers: asked.headers}, (came) => {
        answer.writeHead(came.statusCode, came.headers);
        came.pipe(answer);
      });
      passed.on("error", () => answer.destroy());
      passed.end();
    } else {
      answer.setHeader("Content-Type", "text/html");
      answer.end(this.#page);
    }
  }

  #upgrade(asked, socket) {
    if (!this.up || !this.webSockets) {
      socket.destroy();
      return;
    }
    const {hostname, port} = new URL(service);
    const way = connect(Number(port), hostname, () => {
      const headers = [];
      for (let index = 0; index < asked.rawHeaders.length; index += 2) {
        headers.push(`${asked.rawHeaders[index]}: ${asked.rawHeaders[index + 1]}`);
      }
      way.write(`GET ${asked.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
      way.pipe(socket);
      socket.pipe(way);
    });
    this.#hold(way);
    socket.on("close", () => way.destroy());
    way.on("close", () => socket.destroy());
  }

  cut() {
    this.up = false;
    this.#ways.forEach((socket) => socket.destroy());
  }

  restore() {
    this.up = true;
  }

  close() {
    this.cut();
    this.#server.close();
  }
}

let browser;
const network = new Network();

before(async () => {
  if (skip === false) {
    await network.open();
    browser = await chromium.launch({executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"]});
  }
});

after(async () => {
  await browser?.close();
  if (skip === false) {
    network.close();
  }
});

async function open(name, more = "") {
  const page = await browser.newPage();
  const failures = [];
  page.on("pageerror", (error) => failures.push(String(error)));
  await page.goto(`${network.address}/page?channel=it/${name}/posts${more}`);
  return {page, failures, state: (wanted) => page.waitForFunction((each) => client.state === each, wanted)};
}

async function write(name, first, count) {
  const answer = await fetch(new URL(`/write?account=${name}&first=${first}&count=${count}`, control), {method: "POST"});
  assert.equal(answer.status, 200);
}

async function heard(page, count) {
  await page.waitForFunction((wanted) => told.length >= wanted, count);
  const items = await page.evaluate(() => told);
  assert.equal(items.length, count, "a change was lost or told twice");
  assert.equal(new Set(items).size, count, "a change was told twice");
}

for (const [form, query] of [["JSON", ""], ["MessagePack", "&packed"]]) {
  test(`a browser whose network is cut hears each change once, in ${form}`, {skip, timeout: 60_000}, async () => {
    const name = `browser-${form}-${Date.now()}`;
    const {page, failures, state} = await open(name, query);
    await state("open");
    await page.waitForFunction(() => document.getElementById("feed").textContent === "0 items");
    await write(name, 0, 40);
    await heard(page, 40);
    assert.match(await page.locator("[role=status]").textContent(), /Live/);
    network.cut();
    await page.waitForFunction(() => client.state !== "open");
    assert.doesNotMatch(await page.locator("[role=status]").textContent(), /Live/);
    await write(name, 40, 40);
    network.restore();
    await heard(page, 80);
    await state("open");
    await page.waitForFunction(() => document.getElementById("feed").textContent === "80 items");
    await write(name, 80, 5);
    await heard(page, 85);
    assert.deepEqual(failures, []);
    await page.close();
  });
}

test("a browser behind a proxy without WebSockets polls, and comes back", {skip, timeout: 60_000}, async () => {
  const name = `proxy-${Date.now()}`;
  network.webSockets = false;
  const {page, failures, state} = await open(name);
  await state("polling");
  await page.waitForFunction(() => document.getElementById("feed").textContent === "0 items");
  await write(name, 0, 30);
  await heard(page, 30);
  network.webSockets = true;
  await state("open");
  await write(name, 30, 30);
  await heard(page, 60);
  assert.deepEqual(failures, []);
  await page.close();
});
