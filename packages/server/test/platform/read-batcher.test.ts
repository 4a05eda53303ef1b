import { expect, test } from "vitest";
import { createReadBatcher } from "../../src/platform/flow/read-batcher.ts";

/** A reader whose statements answer on command. */
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

test("a read that finds the batcher idle starts at once, alone", () => {
  const { asked, readMany } = latchedReader();
  void createReadBatcher(readMany).read("a");
  expect(asked.map(({ ids }) => ids)).toEqual([["a"]]);
});

test("reads that arrive during a statement share the next one, and reads of one order share its row", async () => {
  const { asked, readMany } = latchedReader();
  const reads = createReadBatcher(readMany);
  const asking = ["a", "b", "c", "b", "unknown"].map((id) => reads.read(id));

  asked[0]?.answer();
  await asking[0];
  expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b", "c", "unknown"]]);
  asked[1]?.answer();

  expect(await Promise.all(asking)).toEqual([
    "state of a",
    "state of b",
    "state of c",
    "state of b",
    null,
  ]);
});

test("a read is never answered by a statement that started before it", async () => {
  const { asked, readMany } = latchedReader();
  const reads = createReadBatcher(readMany);
  const first = reads.read("a");
  const second = reads.read("a");
  asked[0]?.answer();
  await first;
  expect(asked).toHaveLength(2);
  asked[1]?.answer();
  expect(await second).toBe("state of a");
});

test("a second statement starts only when it is full", () => {
  const { asked, readMany } = latchedReader();
  const reads = createReadBatcher(readMany, { batchSize: 3, statements: 2, repeated: 3 });
  for (const id of ["a", "b", "c"]) void reads.read(id);
  expect(asked).toHaveLength(1);
  void reads.read("d");
  expect(asked.map(({ ids }) => ids)).toEqual([["a"], ["b", "c", "d"]]);
});

test("an order that can't be read fails alone", async () => {
  const readMany = async (ids: readonly string[]) => {
    if (ids.includes("poison")) throw new Error("can't be decoded");
    return new Map(ids.map((id) => [id, id]));
  };
  const reads = createReadBatcher(readMany);
  const [first, healthy, poison] = await Promise.allSettled(
    ["a", "b", "poison"].map((id) => reads.read(id)),
  );
  expect([first, healthy]).toEqual([
    { status: "fulfilled", value: "a" },
    { status: "fulfilled", value: "b" },
  ]);
  expect(poison).toMatchObject({ status: "rejected", reason: new Error("can't be decoded") });
});

test("an unreachable database fails all reads of a statement at once, and later reads work again", async () => {
  const { asked, readMany } = latchedReader();
  const reads = createReadBatcher(readMany);
  const [a, b] = [reads.read("a"), reads.read("b")];
  asked[0]?.answer();
  await a;
  asked[1]?.fail(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
  await expect(b).rejects.toThrow("ECONNREFUSED");
  expect(asked).toHaveLength(2);
  void reads.read("c");
  expect(asked).toHaveLength(3);
});
