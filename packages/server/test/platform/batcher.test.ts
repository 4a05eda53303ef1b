import { expect, test } from "vitest";
import { type Batching, createBatcher, RETRY } from "../../src/platform/flow/batcher.ts";

type Answers = ReadonlyMap<string, string | typeof RETRY>;

/** Batches that end on command, two at once and three items each. */
function latchedBatches() {
  const begun: { items: readonly string[]; end(later?: readonly string[]): void }[] = [];
  const batching: Batching<string, string> = {
    size: 3,
    batches: 2,
    runBatch(items) {
      const { promise, resolve } = Promise.withResolvers<Answers>();
      const end = (later: readonly string[] = []) =>
        resolve(
          new Map(items.map((each) => [each, later.includes(each) ? RETRY : `${each} done`])),
        );
      begun.push({ items, end });
      return promise;
    },
    runSingle: async (item) => `${item} done alone`,
  };
  return {
    begun,
    itemsOf: () => begun.map(({ items }) => items.join("")),
    run: createBatcher(batching).run,
  };
}

/** Waits until everything that follows from the last step has happened. */
const afterward = () => new Promise((resolve) => setImmediate(resolve));

test("the first item starts at once; a second batch starts only when it is full", () => {
  const { itemsOf, run } = latchedBatches();
  for (const item of ["a", "b", "c"]) void run(item);
  expect(itemsOf()).toEqual(["a"]);
  for (const item of ["d", "e", "f", "g"]) void run(item);
  expect(itemsOf()).toEqual(["a", "bcd"]);
});

test("a retried item starts as soon as the other batch has ended, before later items", async () => {
  const { begun, itemsOf, run } = latchedBatches();
  const answers = ["a", "b", "c", "d", "e"].map(run);

  begun[1]?.end(["b", "d"]);
  expect(await answers[2]).toBe("c done");
  expect(itemsOf()).toEqual(["a", "bcd"]);
  begun[0]?.end();
  await afterward();

  expect(itemsOf()).toEqual(["a", "bcd", "bde"]);
  begun[2]?.end();
  expect(await Promise.all(answers)).toEqual(
    ["a", "b", "c", "d", "e"].map((item) => `${item} done`),
  );
});

test("a retried item starts at once when the other batch has already ended", async () => {
  const { begun, itemsOf, run } = latchedBatches();
  for (const item of ["a", "b", "c", "d"]) void run(item);

  begun[0]?.end();
  await afterward();
  begun[1]?.end(["c"]);
  await afterward();

  expect(itemsOf()).toEqual(["a", "bcd", "c"]);
});

test("each item of a batch that fails is done alone", async () => {
  const failing = createBatcher<string, string>({
    size: 3,
    batches: 1,
    runBatch: () => Promise.reject(new Error("No connection")),
    runSingle: async (item) => `${item} done alone`,
  });
  expect(await Promise.all(["a", "b"].map(failing.run))).toEqual(["a done alone", "b done alone"]);
});

/** Items are `<key><number>`. Those with key `x` get no answer from their batch, but when their latch opens. */
function keyedBatches() {
  const alone = new Map<string, () => void>();
  const batcher = createBatcher<string, string>({
    size: 10,
    batches: 2,
    keyOf: (item) => item.charAt(0),
    async runBatch(items) {
      return new Map(
        items.filter((item) => !item.startsWith("x")).map((item) => [item, `${item} done`]),
      );
    },
    runSingle(item) {
      const { promise, resolve } = Promise.withResolvers<string>();
      alone.set(item, () => resolve(`${item} done alone`));
      return promise;
    },
  });
  return { alone, batcher };
}

test("items of one key are done one after the other, and an item done alone holds up only its key", async () => {
  const { alone, batcher } = keyedBatches();
  const answers: string[] = [];
  for (const item of ["x1", "x2", "a1", "a2"]) {
    void batcher.run(item).then((answer) => answers.push(answer));
  }
  await afterward();
  expect(answers).toEqual(["a1 done", "a2 done"]);
  expect([...alone.keys()]).toEqual(["x1"]);
  expect(batcher.pending()).toBe(2);

  alone.get("x1")?.();
  await afterward();

  expect(answers.at(-1)).toBe("x1 done alone");
  expect([...alone.keys()]).toEqual(["x1", "x2"]);
});

test("a batcher is drained when every item is answered, including those that are done alone", async () => {
  const { alone, batcher } = keyedBatches();
  let isDrained = false;
  void batcher.run("x1");
  void batcher.drain().then(() => {
    isDrained = true;
  });
  await afterward();
  expect(isDrained).toBe(false);
  alone.get("x1")?.();
  await afterward();
  expect(isDrained).toBe(true);
});

test("an answer may be a promise, and its rejection fails only its own item", async () => {
  const { run } = createBatcher<string, string>({
    size: 2,
    batches: 1,
    runBatch: async (items) =>
      new Map(items.map((item) => [item, item === "bad" ? Promise.reject(new Error("no")) : item])),
    runSingle: async (item) => item,
  });
  const results = await Promise.allSettled(["first", "bad", "good"].map(run));
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
