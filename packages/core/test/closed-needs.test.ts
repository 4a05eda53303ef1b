import { describe, expect, test } from "vitest";
import {
  DEFAULT_POLICY,
  type OrchestrationEvent,
  placeOrder,
  type Stage,
} from "../src/domain/index.ts";
import { checked } from "./support/checks.ts";
import { fact, PLACED_AT } from "./support/order.ts";
import { parcel } from "./support/parcels.ts";
import { BILL, needsOf, paid, refund, tell } from "./support/payments.ts";

interface Needed {
  readonly ifKnown?: readonly Stage[];
  readonly notRequired?: readonly Stage[];
}

/** What an operator is needed for after these events, and where the order stands. */
function after(
  { ifKnown = ["verification"], notRequired = ["loyalty_hold"] }: Needed,
  ...events: readonly OrchestrationEvent[]
) {
  const brought = { bill: BILL, ifKnown };
  const placed = placeOrder(notRequired, PLACED_AT, DEFAULT_POLICY, PLACED_AT, brought);
  const order = tell(placed.orchestration, ...events);
  return [order.currentStage, order.status, needsOf(order)];
}

const PAID = paid("p", "captured", 1);
const DELIVERED = fact("fulfillment", "completed", 3);
const CANCELLED = { kind: "cancelled", note: null, actor: "api" } as const;
const COMPLETED = ["completed", "completed"];

describe("a completed order", () => {
  const download = { notRequired: ["loyalty_hold", "fulfillment"] } as const;
  const opened = checked("review", "open", 5);

  test.each([
    ["of goods", {}, [PAID, DELIVERED]],
    ["that needs no delivery", download, [PAID]],
  ] as const)("%s is an operator's while a review is open", (_, needed, events) => {
    const open = ["waiting_on_operator"];
    expect(after(needed, ...events)).toEqual([...COMPLETED, []]);
    expect(after(needed, ...events, opened)).toEqual([...COMPLETED, open]);
    const rejected = checked("review", "rejected", 6);
    expect(after(needed, ...events, opened, rejected)).toEqual([...COMPLETED, open]);
    for (const end of ["approved", "closed"] as const) {
      const told = after(needed, ...events, opened, checked("review", end, 6));
      expect(told).toEqual([...COMPLETED, []]);
    }
  });

  test("needs nobody for an identity check that comes too late", () => {
    const begun = checked("vs", "cancelled", 5);
    expect(after({}, PAID, DELIVERED, begun)).toEqual([...COMPLETED, []]);
  });

  test("that needs a delivery only if one is known of is an operator's when a parcel is lost", () => {
    const auto = { ifKnown: ["fulfillment"], notRequired: ["verification", "loyalty_hold"] };
    const needed = auto as Needed;
    const sent = parcel("a", "shipped", 4);
    const lost = [PAID, sent, parcel("a", "failed", 5)] as const;
    expect(after(needed, PAID, sent)).toEqual([...COMPLETED, []]);
    expect(after(needed, ...lost)).toEqual([...COMPLETED, ["fulfillment_failed"]]);
    expect(after(needed, ...lost, parcel("b", "shipped", 6))).toEqual([...COMPLETED, []]);
    const settled = fact("fulfillment", "completed", 6);
    expect(after(needed, ...lost, settled)).toEqual([...COMPLETED, []]);
  });
});

describe("a cancelled order", () => {
  const plain = { ifKnown: [], notRequired: ["verification", "loyalty_hold"] } as const;
  const sent = parcel("a", "shipped", 4);
  const shippedUnpaid = ["payment", "cancelled", ["shipped_unpaid"]];
  const refunded = refund("p", 200);

  test("is an operator's while goods are out that nobody paid for", () => {
    expect(after(plain, CANCELLED)).toEqual(["payment", "cancelled", []]);
    expect(after(plain, sent, CANCELLED)).toEqual(shippedUnpaid);
    expect(after(plain, CANCELLED, sent)).toEqual(shippedUnpaid);
    expect(after(plain, DELIVERED, CANCELLED)).toEqual(shippedUnpaid);
    for (const end of ["cancelled", "failed"] as const) {
      const stopped = after(plain, sent, CANCELLED, parcel("a", end, 9));
      expect(stopped).toEqual(["payment", "cancelled", []]);
    }
  });

  test("is an operator's while goods are under way whose money was given back", () => {
    const [stage, status, needs] = after(plain, PAID, sent, CANCELLED, refunded);
    expect([stage, status, needs]).toEqual(["fulfillment", "cancelled", ["shipped_unpaid"]]);
  });

  test("whose goods had arrived, and whose money was given back, was sent back", () => {
    const arrived = parcel("a", "delivered", 5);
    const [, status, needs] = after(plain, PAID, sent, arrived, CANCELLED, refunded);
    expect([status, needs]).toEqual(["cancelled", []]);
  });
});
