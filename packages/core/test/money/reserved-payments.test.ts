import { expect, test } from "vitest";
import { at } from "../support/order.ts";
import { billed, needsOf, paid, tell, told } from "../support/payments.ts";

const DAY = 24 * 60;
// The reports arrive at minute 60.
const captureBefore = at(DAY + 90);

test("the date until which a payment can be captured is known, whichever report of the same moment says it", () => {
  const dated = paid("p1", "authorised", 5, { captureBefore });
  const undated = paid("p1", "authorised", 5);
  for (const reports of [
    [dated, undated],
    [undated, dated],
  ]) {
    const order = tell(billed(), ...reports);
    expect([order.nextActionAt, needsOf(order)]).toEqual([at(90), []]);
    const { next } = told(order, paid("p2", "failed", 91), { minute: 91 });
    expect(needsOf(next)).toEqual(["capture_due"]);
  }
});

test("a part that was captured leaves the rest to be captured until the same date", () => {
  const order = tell(
    billed(),
    paid("p1", "authorised", 5, { captureBefore }),
    paid("p1", "captured", 10, { captured: 10_000, authorised: 2_900 }),
  );
  expect(order.nextActionAt).toBe(at(90));
  const { next } = told(order, paid("p2", "failed", 91), { minute: 91 });
  expect(needsOf(next)).toEqual(["capture_due"]);
});

test("a payment that was captured leaves no date at which it would have been due", () => {
  const authorized = paid("p1", "authorised", 5, { captureBefore });
  const captured = paid("p1", "captured", 10);
  const other = tell(billed(), captured, authorized);
  expect(tell(billed(), authorized, captured).nextActionAt).toBe(other.nextActionAt);
  expect(other.nextActionAt).toBe(at(5 + DAY));
});
