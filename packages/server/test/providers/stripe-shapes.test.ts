import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { STRIPE_TABLE } from "../../src/providers/connectors/stripe/table.ts";
import { HAS_FIXTURES, stripeResource, tellOfFixtures } from "../support/fixtures.ts";
import {
  charge,
  dispute,
  type Fields,
  intent,
  readStripe,
  refund,
  session,
} from "../support/stripe-messages.ts";

tellOfFixtures("stripe-shapes.test.ts");

const invoice = { id: "in_1", object: "invoice", amount_paid: 12_900, currency: "eur" };
const check = { id: "vs_1", object: "identity.verification_session", last_error: { code: "x" } };
const review = { id: "prv_1", object: "review", payment_intent: "pi_1", reason: "rule" };

/** An object of each kind, by how its messages begin. */
const OBJECTS: Readonly<Record<string, Fields>> = {
  "checkout.session": session({ after_expiration: { recovery: { url: "https://a.example" } } }),
  payment_intent: intent({
    latest_charge: "ch_1",
    next_action: { type: "redirect_to_url", redirect_to_url: { url: "https://a.example" } },
    last_payment_error: { code: "card_declined", payment_method: { type: "card" } },
    cancellation_reason: "duplicate",
    canceled_at: 1_772_359_200,
  }),
  "charge.dispute": dispute({ balance_transactions: [{ amount: -1 }] }),
  charge: charge({ refunds: { data: [refund()] } }),
  refund: refund(),
  invoice: { ...invoice, payments: { data: [] }, parent: { subscription_details: {} } },
  "identity.verification_session": check,
  review,
};

/** The object that a message of this type is about. */
function objectFor(type: string): Fields {
  const kinds = Object.keys(OBJECTS).toSorted((a, b) => b.length - a.length);
  const kind = type.startsWith("charge.refund.")
    ? "refund"
    : kinds.find((each) => type.startsWith(each));
  if (kind === undefined) throw new Error(`No object is known for ${type}`);
  return OBJECTS[kind] ?? {};
}

const TYPES = [...new Set(STRIPE_TABLE.map(({ message }) => message.replace("*", "any")))];
const REQUIRED = new Set(["id", "object"]);

/** Every place in a value that holds something, as the keys that lead to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return path.length === 0 ? [] : [path];
  const inside = Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}

/** The value with another one in this place. */
function withAt(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]) =>
    name === key ? [name, withAt(each, rest, other)] : [name, each],
  );
  return Array.isArray(value) ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

const anything = fc.oneof(
  fc.constantFrom(null, true, 0, -1, 1.5, 1e300, "", "x", "usdc", [], {}, [null], [[]], { id: 7 }),
  fc.jsonValue(),
);

/** An object of this kind in which some optional fields have any other value. */
const changed = (object: Fields) => {
  const places = placesIn(object).filter(([first = ""]) => !REQUIRED.has(first));
  const changes = fc.array(fc.tuple(fc.constantFrom(...places), anything), { maxLength: 4 });
  return changes.map((all) =>
    all.reduce((value: unknown, [place, other]) => withAt(value, place, other), object),
  );
};

describe("a field of another shape", () => {
  test.each(TYPES)("in %s never makes it unreadable, and its sums stay whole", (type) => {
    fc.assert(
      fc.property(changed(objectFor(type)), (object) => {
        const message = readStripe(type, object);
        expect(message.kind).not.toBe("unreadable");
        const facts = message.kind === "report" ? message.facts : [];
        for (const report of facts.flatMap(({ payments = [] }) => payments)) {
          const { snapshot, refunds, disputes, refundedTotal } = report;
          const amounts = [snapshot?.captured ?? 0, snapshot?.authorised ?? 0, refundedTotal ?? 0];
          const others = [...refunds, ...disputes].map(({ amount }) => amount);
          for (const amount of [...amounts, ...others]) {
            expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("in the envelope never makes it unreadable", () => {
    const envelope = fc.record({
      account: anything,
      context: anything,
      api_version: anything,
      livemode: anything,
    });
    fc.assert(
      fc.property(envelope, (fields) => {
        const message = readStripe("payment_intent.succeeded", intent(), fields);
        expect(message.kind).not.toBe("unreadable");
      }),
    );
  });

  test.skipIf(!HAS_FIXTURES).each([
    ["payment_intent.succeeded", "payment_intent"],
    ["checkout.session.completed", "checkout.session"],
    ["charge.refunded", "charge"],
    ["refund.updated", "refund"],
    ["charge.dispute.created", "dispute"],
  ])("in Stripe's own example for %s never makes it unreadable", (type, resource) => {
    fc.assert(
      fc.property(changed(stripeResource(resource)), (object) => {
        expect(readStripe(type, object).kind).not.toBe("unreadable");
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ["an id", { object: "payment_intent" }],
  ["a kind", { id: "pi_1" }],
  ["any field", null],
])("an object without %s is unreadable", (_name, object) => {
  expect(readStripe("payment_intent.succeeded", object).kind).toBe("unreadable");
});

test("a thin event is ignored, and the reason says what to send instead", () => {
  const thin = {
    object: "v2.core.event",
    created: "2026-03-01T10:00:00.000Z",
    related_object: { id: "pi_1", type: "payment_intent" },
  };
  expect(readStripe("v1.payment_intent.succeeded", {}, thin)).toEqual({
    kind: "ignored",
    type: "v1.payment_intent.succeeded",
    reason: "A thin event does not contain its object; send snapshot events",
  });
});
