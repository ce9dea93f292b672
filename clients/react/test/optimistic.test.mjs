import "./page.mjs";
import assert from "node:assert/strict";
import {afterEach, test} from "node:test";
import {act, cleanup, render, renderHook, screen} from "@testing-library/react";
import {createElement as h, StrictMode} from "react";
import {pendingProps, ToastList, useOptimisticAction} from "../dist/index.js";
import {sleep} from "./gapless.mjs";

afterEach(cleanup);

const apply = (value, {key, to}) => ({...value, [key]: to});

function hook(options = {}) {
  const sends = [];
  const send = (params, {id, signal}) => new Promise((resolve, reject) => sends.push({params, id, signal, resolve, reject}));
  const rendered = renderHook((props) => useOptimisticAction(props), {
    wrapper: StrictMode,
    initialProps: {value: {a: 1, b: 1}, apply, send, ...options},
  });
  const next = (value) => rendered.rerender({value, apply, send, ...options});
  return {sends, next, ...rendered};
}

const phases = ({current}) => current.actions.map((each) => each.phase);

test("three phases: shown at once, accepted, then seen in the server's value", async () => {
  const {result, sends, next} = hook({isReconciled: (value, {key, to}) => value[key] === to});
  act(() => void result.current.run("pause", {key: "a", to: 2}, "task-1"));
  assert.deepEqual(result.current.value, {a: 2, b: 1});
  assert.deepEqual(phases(result), ["optimistic"]);
  assert.deepEqual(result.current.actions[0].former, {a: 1, b: 1});
  assert.ok(result.current.isPending("task-1"));
  assert.ok(!result.current.isPending("task-2"));
  await act(async () => sends[0].resolve());
  assert.deepEqual(phases(result), ["pending"]);
  next({a: 1, b: 5});
  assert.deepEqual(result.current.value, {a: 2, b: 5}, "another's change does not undo it");
  next({a: 2, b: 5});
  assert.deepEqual(phases(result), ["reconciled"]);
  assert.ok(!result.current.isPending());
  assert.deepEqual(result.current.toasts.map((each) => each.kind), ["success"]);
});

test("a refusal takes back that action alone, with its reason", async () => {
  const {result, sends} = hook();
  act(() => void result.current.run("pause", {key: "a", to: 2}));
  act(() => void result.current.run("revoke", {key: "b", to: 9}));
  assert.deepEqual(result.current.value, {a: 2, b: 9});
  assert.deepEqual(result.current.actions[1].former, {a: 2, b: 1});
  await act(async () => sends[0].reject(new Error("the task has ended")));
  assert.deepEqual(result.current.value, {a: 1, b: 9});
  assert.deepEqual(phases(result), ["rolled_back", "optimistic"]);
  assert.equal(result.current.actions[0].cause, "the task has ended");
  assert.deepEqual(result.current.toasts.map(({kind, text}) => [kind, text]), [["error", "the task has ended"]]);
});

test("an action is taken back by its id, its request is aborted, and a late answer changes nothing", async () => {
  const {result, sends} = hook();
  let id;
  act(() => void (id = result.current.run("pause", {key: "a", to: 2})));
  assert.equal(sends[0].id, id);
  act(() => result.current.rollback(id));
  assert.deepEqual(result.current.value, {a: 1, b: 1});
  assert.ok(sends[0].signal.aborted);
  await act(async () => sends[0].resolve());
  assert.deepEqual(phases(result), ["rolled_back"]);
  assert.deepEqual(result.current.toasts, []);
});

test("without a test of its own, the next value after the answer reconciles", async () => {
  const {result, sends, next} = hook();
  act(() => void result.current.run("pause", {key: "a", to: 2}));
  next({a: 1, b: 2});
  assert.deepEqual(phases(result), ["optimistic"], "a value before the answer is not the answer");
  await act(async () => sends[0].resolve());
  assert.deepEqual(result.current.value, {a: 2, b: 2}, "no flicker between the answer and the value");
  next({a: 2, b: 2});
  assert.deepEqual(phases(result), ["reconciled"]);
});

test("what nobody confirms expires with an error, and is forgotten", async () => {
  const {result, sends} = hook({expiryMillis: 500, toastMillis: 5_000});
  act(() => void result.current.run("trigger", {key: "a", to: 2}));
  await act(async () => sends[0].resolve());
  assert.deepEqual(phases(result), ["pending"]);
  await act(() => sleep(600));
  assert.deepEqual(result.current.value, {a: 1, b: 1});
  assert.deepEqual(result.current.actions, []);
  assert.deepEqual(result.current.toasts.map((each) => each.kind), ["error"]);
});

test("toasts are announced, end by themselves, and can be dismissed", async () => {
  const dismissed = [];
  render(
    h(ToastList, {
      toasts: [
        {id: "1", kind: "success", text: "Paused"},
        {id: "2", kind: "error", text: "Refused"},
      ],
      onDismiss: (id) => dismissed.push(id),
    }),
  );
  assert.match(screen.getByRole("status").textContent, /Paused/);
  assert.match(screen.getByRole("alert").textContent, /Refused/);
  screen.getAllByRole("button", {name: "Dismiss"})[1].click();
  assert.deepEqual(dismissed, ["2"]);
  assert.deepEqual(pendingProps(true), {"aria-busy": true, style: {opacity: 0.5}});
  assert.deepEqual(pendingProps(false), {});

  const {result, sends} = hook({toastMillis: 20});
  act(() => void result.current.run("pause", {key: "a", to: 2}));
  await act(async () => sends[0].reject(new Error("no")));
  assert.equal(result.current.toasts.length, 1);
  await act(() => sleep(50));
  assert.equal(result.current.toasts.length, 0);
});
