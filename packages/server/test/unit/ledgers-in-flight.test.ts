import { expect, test } from "vitest";
import { createLedgersInFlight } from "../../src/usecases/ledgers-in-flight.ts";

test("a watch knows who was being written at any moment of it, also when that has ended", () => {
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

test("a watch that has ended notes nothing more, and a new one nothing old", () => {
  const inFlight = createLedgersInFlight();
  const watch = inFlight.watch();
  watch.end();
  const end = inFlight.begin(["later"]);
  expect(watch.moving.size).toBe(0);
  end();
  expect(inFlight.watch().moving.size).toBe(0);
});
