import { expect, test } from "vitest";
import { createPace } from "../../src/usecases/pace.ts";

test("the first begins at once, and the next is held back until its moment or the end", async () => {
  const pace = createPace(0.001);
  const ending = new AbortController();
  await pace(ending.signal);
  let isBegun = false;
  const held = pace(ending.signal).then(() => {
    isBegun = true;
  });
  ending.abort();
  await expect(held).rejects.toThrow("aborted");
  expect(isBegun).toBe(false);
});
