import { expect, test } from "vitest";
import { createLedgersInFlight } from "../../src/ledger/ledgers-in-flight.ts";

test("a watch collects every write that overlaps with it, even one that has ended", () => {
  const inFlight = createLedgersInFlight();
  const endBefore = inFlight.begin(["before"]);
  endBefore();
  const endEarlier = inFlight.begin(["earlier"]);

  const watch = inFlight.watch();
  endEarlier();
  const endMeanwhile = inFlight.begin(["meanwhile"]);
  endMeanwhile();

  expect([...watch.moving]).toEqual(["earlier", "meanwhile"]);
});

test("a watch that has ended collects no more writes, and a new one no earlier writes", () => {
  const inFlight = createLedgersInFlight();
  const watch = inFlight.watch();
  watch.end();
  const end = inFlight.begin(["later"]);
  expect(watch.moving.size).toBe(0);
  end();
  expect(inFlight.watch().moving.size).toBe(0);
});
