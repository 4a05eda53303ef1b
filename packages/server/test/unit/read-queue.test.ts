import { expect, test } from "vitest";
import { createReadQueue } from "../../src/usecases/read-queue.ts";

/** A reader whose statements answer when they are told to. */
function latchedReader() {
  const asked: { ids: readonly string[]; answer(): void; fail(error: Error): void }[] = [];
  const readMany = (ids: readonly string[]) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const values = new Map(
      ids.filter((id) => id !== "unknown").map((id) => [id, `state of ${id}`]),
    );
    asked.push({ ids, answer: () => resolve(values), fail: reject });
    return promise;
  };
  return { asked, readMany };
}

test("a read that finds the queue idle goes at once, by itself", () => {
  const { asked, readMany } = latchedReader();
  void createReadQueue(readMany).read("a");
  expect(asked.map(({ ids }) => ids)).toEqual([["a"]]);
});

test("what comes while a statement is under way shares the next one, and an order's askers share its row", async () => {
  const { asked, readMany } = latchedReader();
  const queue = createReadQueue(readMany);
  const reads = ["a", "b", "c", "b", "unknown"].map((id) => queue.read(id));

  asked[0]?.answer();
  await reads[0];
  expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b", "c", "unknown"]]);
  asked[1]?.answer();

  expect(await Promise.all(reads)).toEqual([
    "state of a",
    "state of b",
    "state of c",
    "state of b",
    null,
  ]);
});

test("a read is never answered from a statement that began before it", async () => {
  const { asked, readMany } = latchedReader();
  const queue = createReadQueue(readMany);
  const first = queue.read("a");
  const second = queue.read("a");
  asked[0]?.answer();
  await first;
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  expect(await second).toBe("state of a");
});

test("a second statement goes along only when it is full", () => {
  const { asked, readMany } = latchedReader();
  const queue = createReadQueue(readMany, { groupSize: 3, statements: 2, repeated: 3 });
  for (const id of ["a", "b", "c"]) void queue.read(id);
  expect(asked).toHaveLength(1);
  void queue.read("d");
  expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b", "c", "d"]]);
});

test("an order that can't be read fails alone", async () => {
  const readMany = async (ids: readonly string[]) => {
    if (ids.includes("poison")) throw new Error("can't be decoded");
    return new Map(ids.map((id) => [id, id]));
  };
  const queue = createReadQueue(readMany);
  const [first, healthy, poison] = await Promise.allSettled(
    ["a", "b", "poison"].map((id) => queue.read(id)),
  );
  expect([first, healthy]).toEqual([
    { status: "fulfilled", value: "a" },
    { status: "fulfilled", value: "b" },
  ]);
  expect(poison).toMatchObject({ status: "rejected", reason: new Error("can't be decoded") });
});

test("a database that is away fails all of a statement at once, and the queue goes on after it", async () => {
  const { asked, readMany } = latchedReader();
  const queue = createReadQueue(readMany);
  const [a, b] = [queue.read("a"), queue.read("b")];
  asked[0]?.answer();
  await a;
  asked[1]?.fail(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
  await expect(b).rejects.toThrow("ECONNREFUSED");
  expect(asked).toHaveLength(2);
  void queue.read("c");
  expect(asked).toHaveLength(3);
});
