import { ShopperOrchestration } from "@followthrough/core/contract";
import { expect, test } from "vitest";
import { parseShopperOrchestration } from "../src/parse.ts";
import { order } from "./support/orders.ts";

const step = {
  externalId: "step_1",
  kind: "redemption",
  status: "pending",
  title: "Choose how many points to use",
  orderId: null,
  expiresAt: null,
  holdId: null,
} as const;
const whole = order({ pendingSteps: [step] });

test("the door lets in what the contract describes", () => {
  expect(ShopperOrchestration.parse(whole)).toEqual(whole);
  expect(parseShopperOrchestration(JSON.stringify(whole), "ord_1")).toEqual(whole);
});

test("the door keeps out another order's answer", () => {
  expect(parseShopperOrchestration(JSON.stringify(whole), "ord_2")).toBeNull();
});

test("the door keeps out an answer that lacks any one field of the contract", () => {
  for (const field of Object.keys(ShopperOrchestration.shape)) {
    const lacking = Object.fromEntries(Object.entries(whole).filter(([key]) => key !== field));
    expect([field, parseShopperOrchestration(JSON.stringify(lacking), "ord_1")]).toEqual([
      field,
      null,
    ]);
  }
});

test("the door keeps out values the contract does not know", () => {
  const [stage] = whole.stages;
  for (const wrong of [
    { status: "toString" },
    { currentStage: "shipping" },
    { waitingOn: "courier" },
    { version: "3" },
    { version: 1.5 },
    { lastTransitionAt: "yesterday" },
    { stages: [{ ...stage, status: "cancelled" }] },
    { stages: {} },
    { money: { ...whole.money, currency: "euro" } },
    { pendingSteps: [{ ...step, title: 7 }] },
  ]) {
    expect(parseShopperOrchestration(JSON.stringify({ ...whole, ...wrong }), "ord_1")).toBeNull();
  }
});

test("the door keeps out what is not an object, or not JSON at all", () => {
  for (const text of ["", "null", "[]", "3", '{"version":3}', "<!doctype html>", "undefined"]) {
    expect(parseShopperOrchestration(text, "ord_1")).toBeNull();
  }
});
