import assert from "node:assert/strict";
import {test} from "node:test";
import {backoffMillis} from "../dist/backoff.js";

const options = {firstMillis: 1_000, mostMillis: 60_000};

test("the bound doubles up to the longest, and any time below it is possible", () => {
  const bounds = [0, 1, 2, 5, 6, 7, 1_000].map((failures) => backoffMillis(failures, options, () => 0.999999999));
  assert.deepEqual(bounds, [1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000]);
  assert.equal(backoffMillis(9, options, () => 0), 0);
});
