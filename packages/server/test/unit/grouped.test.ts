import { expect, test } from "vitest";
import { type Grouping, grouped, LATER } from "../../src/usecases/grouped.ts";

type Answers = ReadonlyMap<string, string | typeof LATER>;

/** Groups that end when they are told to, two at once and three items each. */
function latchedGroups() {
  const begun: { items: readonly string[]; end(later?: readonly string[]): void }[] = [];
  const grouping: Grouping<string, string> = {
    size: 3,
    groups: 2,
    together(items) {
      const { promise, resolve } = Promise.withResolvers<Answers>();
      const end = (later: readonly string[] = []) =>
        resolve(
          new Map(items.map((each) => [each, later.includes(each) ? LATER : `${each} done`])),
        );
      begun.push({ items, end });
      return promise;
    },
    alone: async (item) => `${item} done alone`,
  };
  return { begun, itemsOf: () => begun.map(({ items }) => items.join("")), run: grouped(grouping) };
}

/** Until all that follows from what just happened has happened. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the first goes at once; another group goes along only when it is full", () => {
  const { itemsOf, run } = latchedGroups();
  for (const item of ["a", "b", "c"]) void run(item);
  expect(itemsOf()).toEqual(["a"]);
  for (const item of ["d", "e", "f", "g"]) void run(item);
  expect(itemsOf()).toEqual(["a", "bcd"]);
});

test("whoever has to wait for the other group goes as soon as it has ended, before what came later", async () => {
  const { begun, itemsOf, run } = latchedGroups();
  const answers = ["a", "b", "c", "d", "e"].map(run);

  begun[1]?.end(["b", "d"]);
  expect(await answers[2]).toBe("c done");
  expect(itemsOf()).toEqual(["a", "bcd"]);
  begun[0]?.end();
  await settled();

  expect(itemsOf()).toEqual(["a", "bcd", "bde"]);
  begun[2]?.end();
  expect(await Promise.all(answers)).toEqual(
    ["a", "b", "c", "d", "e"].map((item) => `${item} done`),
  );
});

test("when the other group has ended meanwhile it goes at once", async () => {
  const { begun, itemsOf, run } = latchedGroups();
  for (const item of ["a", "b", "c", "d"]) void run(item);

  begun[0]?.end();
  await settled();
  begun[1]?.end(["c"]);
  await settled();

  expect(itemsOf()).toEqual(["a", "bcd", "c"]);
});

test("each of a group that fails goes alone", async () => {
  const failing = grouped<string, string>({
    size: 3,
    groups: 1,
    together: () => Promise.reject(new Error("No connection")),
    alone: async (item) => `${item} done alone`,
  });
  expect(await Promise.all(["a", "b"].map(failing))).toEqual(["a done alone", "b done alone"]);
});
