import { expect, test } from "vitest";
import { createRateLimit } from "../../src/platform/flow/rate-limit.ts";

test("the first starts at once, and the next waits for its time or for the abort", async () => {
  const limit = createRateLimit(0.001);
  const ending = new AbortController();
  await limit(ending.signal);
  let isBegun = false;
  const waiting = limit(ending.signal).then(() => {
    isBegun = true;
  });
  ending.abort();
  await expect(waiting).rejects.toThrow("aborted");
  expect(isBegun).toBe(false);
});
