import "./page.mjs";
import assert from "node:assert/strict";
import {afterEach, test} from "node:test";
import {act, cleanup, render, screen} from "@testing-library/react";
import {createElement as h} from "react";
import {ConnectionStatusIndicator, connectionStatus, GaplessProvider} from "../dist/index.js";
import {makeClient, open} from "./gapless.mjs";

afterEach(cleanup);

test("the four states follow the connection, in words", async () => {
  const client = makeClient();
  render(h(GaplessProvider, {client}, h(ConnectionStatusIndicator)));
  const word = () => screen.getByRole("status").textContent;
  assert.equal(word(), "Offline");
  await act(async () => client.subscribe("a/b/c", {}));
  assert.equal(word(), "Reconnecting");
  await act(() => open());
  assert.equal(word(), "Live");
  assert.equal(connectionStatus("polling"), "delayed");
  await act(async () => client.close());
  assert.equal(word(), "Offline");
});

test("each corner is another place", () => {
  const client = makeClient();
  for (const position of ["top-left", "top-right", "bottom-left", "bottom-right"]) {
    const {container, unmount} = render(h(ConnectionStatusIndicator, {client, position}));
    const {style} = container.firstChild;
    const [vertical, horizontal] = position.split("-");
    assert.equal(style.position, "fixed");
    assert.equal(style[vertical], "1rem");
    assert.equal(style[horizontal], "1rem");
    unmount();
  }
  client.close();
});

test("details are shown and not announced, and every word is readable", () => {
  const client = makeClient();
  const {container} = render(
    h(ConnectionStatusIndicator, {client, showDetails: true, lastUpdate: 1_700_000_000_000, latency: 12.4}),
  );
  assert.equal(container.querySelector("time").dateTime, "2023-11-14T22:13:20.000Z");
  assert.match(container.textContent, /12 ms/);
  assert.equal(screen.getByRole("status").textContent, "Offline");
  assert.equal(container.querySelector("[aria-hidden]").textContent, "");
  client.close();
});
