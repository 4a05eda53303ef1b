import { describe, expect, test } from "vitest";
import { ORDER, reportOfShopify } from "../support/shopify-bodies.ts";

type Fields = Readonly<Record<string, unknown>>;

const SHIPMENT = {
  id: 5001,
  order_id: 7001,
  status: "success",
  shipment_status: null,
  created_at: "2026-03-02T10:00:00Z",
  updated_at: "2026-03-04T10:00:00Z",
  tracking_company: "UPS",
  tracking_number: "1Z1",
  tracking_numbers: ["1Z1"],
  tracking_url: "https://ups.example/1Z1",
  tracking_urls: ["https://ups.example/1Z1"],
};

function factOf(changes: Fields) {
  const [fact] = reportOfShopify({ ...SHIPMENT, ...changes }).facts;
  return fact;
}

const parcelOf = (changes: Fields) => factOf(changes)?.parcels?.[0];

describe("a shipment of Shopify", () => {
  test.each([
    ["pending", "pending", "in_progress", "provider"],
    ["open", "pending", "in_progress", "provider"],
    ["success", "shipped", "in_progress", "provider"],
    ["cancelled", "cancelled", "failed", "operator"],
    ["error", "cancelled", "failed", "operator"],
    ["failure", "cancelled", "failed", "operator"],
  ])("that is %s is a parcel that is %s", (status, state, stage, waitingOn) => {
    expect(parcelOf({ status })?.state).toBe(state);
    expect(factOf({ status })).toMatchObject({ stage: "fulfillment", status: stage, waitingOn });
  });

  // Its `failure` is an error of tracking, not of the parcel.
  test.each([
    "label_purchased",
    "label_printed",
    "confirmed",
    "ready_for_pickup",
    "carrier_picked_up",
    "in_transit",
    "delayed",
    "out_for_delivery",
    "attempted_delivery",
    "failure",
    null,
    "unheard_of",
  ])("is on its way when the carrier says %s", (shipment_status) => {
    expect(parcelOf({ shipment_status })).toMatchObject({
      state: "shipped",
      since: Date.parse(SHIPMENT.created_at),
      asOf: Date.parse(SHIPMENT.updated_at),
    });
  });

  test.each(["delivered", "picked_up"])("has arrived when the carrier says %s", (said) => {
    expect(parcelOf({ shipment_status: said })?.state).toBe("delivered");
    expect(parcelOf({ shipment_status: said, status: "cancelled" })?.state).toBe("cancelled");
  });

  test("says who brings it and where it is, and leads to no page that is not secure", () => {
    const seen = { carrier: "UPS", trackingNumber: "1Z1", trackingUrl: "https://ups.example/1Z1" };
    expect(parcelOf({})).toMatchObject(seen);
    expect(parcelOf({ tracking_url: null, tracking_number: null })).toMatchObject(seen);
    for (const tracking_url of ["http://ups.example/1", "javascript:alert(1)", "1Z1"]) {
      expect(parcelOf({ tracking_url })?.trackingUrl).toBeNull();
    }
    const none = { tracking_url: null, tracking_urls: [], tracking_numbers: null };
    expect(parcelOf({ ...none, tracking_number: null, tracking_company: null })).toMatchObject({
      carrier: null,
      trackingNumber: null,
      trackingUrl: null,
    });
  });

  test("says the same in the order's body", () => {
    const { facts } = reportOfShopify({
      ...ORDER,
      fulfillment_status: "fulfilled",
      fulfillments: [SHIPMENT],
    });
    expect(facts).toContainEqual(factOf({}));
    expect(facts.at(-1)).toMatchObject({ stage: "fulfillment", status: "completed" });
  });

  test.each([
    [[true, false], true],
    [[false, false], false],
    [[undefined], true],
    [[], true],
  ])("is needed by an order whose items say %j: %s", (items, fulfillment) => {
    const line_items = items.map((requires_shipping) => {
      return { ...ORDER.line_items[0], requires_shipping };
    });
    expect(reportOfShopify({ ...ORDER, line_items }).order?.requires).toMatchObject({
      fulfillment,
    });
  });
});
