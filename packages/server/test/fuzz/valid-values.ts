import { IDENTITY_STATES, REVIEW_STATES } from "@followthrough/core/domain";
import fc from "fast-check";
import type { ApiDocument, JsonSchema, Operation, Parameter } from "./document.ts";

const LATEST = new Date("2099-12-31T23:59:59Z");
const EARLIEST = new Date("2000-01-01T00:00:00Z");

const aRequirement = fc.constantFrom(true, false, "auto", "auto");

// Values that JSON Schema can't express: the existing currencies, languages and time zones.
const BY_NAME: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  currency: fc.constantFrom("EUR", "USD", "JPY", "KWD"),
  locale: fc.constantFrom("en", "de-DE", "zh-Hant-TW"),
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"),
  statusUrl: fc.constantFrom("https://shop.example/orders/1?key=2", null),
  quantity: fc.constantFrom(1, 3, 0.35, 1.000_001, 99_999.5),
  // Many orders need nothing else once they are placed.
  total: fc.record({ amount: fc.constantFrom(0, 1, 12_900), currency: fc.constant("EUR") }),
  requires: fc.record(
    { verification: aRequirement, loyaltyHold: aRequirement, fulfillment: aRequirement },
    { requiredKeys: [], noNullPrototype: true },
  ),
};

const instant = fc
  .date({ min: EARLIEST, max: LATEST, noInvalidDate: true })
  .map((date) => date.toISOString());

/** A value that a schema accepts, judged by the schema alone. */
function validValue(document: ApiDocument, asked: JsonSchema, name = ""): fc.Arbitrary<unknown> {
  const schema = document.resolve(asked);
  const known = BY_NAME[name];
  if (known !== undefined) return known;
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) {
    return fc.oneof(...branches.map((branch) => validValue(document, asRecord(branch), name)));
  }
  switch (schema.type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: numberOr(schema.minimum, 0), max: numberOr(schema.maximum, 1000) });
    case "array":
      return fc.array(validValue(document, asRecord(schema.items), name), {
        minLength: numberOr(schema.minItems, 0),
        maxLength: 3,
      });
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "object":
      return validObject(document, schema);
    default:
      return validText(schema);
  }
}

function validObject(document: ApiDocument, schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.properties === undefined) {
    const values = asRecord(schema.additionalProperties);
    const value =
      Object.keys(values).length === 0
        ? fc.jsonValue({ maxDepth: 4 })
        : validValue(document, values);
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), value, { maxKeys: 3 });
  }
  const members: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, member] of Object.entries(asRecord(schema.properties))) {
    members[name] = validValue(document, asRecord(member), name);
  }
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  return fc.record(members, { requiredKeys: required, noNullPrototype: true });
}

function validText(schema: JsonSchema): fc.Arbitrary<string> {
  if (schema.format === "date-time") return instant;
  if (schema.format === "email") {
    return fc.stringMatching(/^[a-z0-9]{1,20}$/).map((name) => `${name}@shoppers.example`);
  }
  const max = numberOr(schema.maxLength, 60);
  if (typeof schema.pattern === "string") {
    const matching = fc.stringMatching(new RegExp(schema.pattern));
    return schema.maxLength === undefined
      ? matching
      : matching.filter(({ length }) => length <= max);
  }
  return fc
    .string({
      unit: "binary",
      minLength: numberOr(schema.minLength, 0),
      maxLength: Math.min(max, 40),
    })
    .filter((text) => text.length <= max && !text.includes("\u0000"));
}

/** A body that the operation accepts; `undefined` if it takes none. */
export function validBody(document: ApiDocument, operation: Operation): fc.Arbitrary<unknown> {
  const media = operation.requestBody?.content["application/json"];
  if (media === undefined) return fc.constant(undefined);
  return validValue(document, media.schema)
    .map(makeEventConsistent)
    .map(makeOrderConsistent)
    .map(makeCreditConsistent);
}

/** A credit either gives points or reverses another credit. */
function makeCreditConsistent(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("reference" in body)) return body;
  const credit: Record<string, unknown> = { ...body };
  if (credit.points === undefined) {
    credit.reverses ??= "earned";
    delete credit.expiresAt;
  } else delete credit.reverses;
  return credit;
}

/** Points need a member, redeeming them needs their hold, and all amounts are in the currency of the total. */
function makeOrderConsistent(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("total" in body)) return body;
  const order: Record<string, unknown> = { ...body };
  if (order.pointsValue !== undefined) order.pointsValue = order.total;
  const { currency } = asRecord(order.total);
  const lines = Array.isArray(order.items) ? order.items.map(asRecord) : [];
  order.items = lines.map((line) => ({
    ...line,
    unitPrice: { ...asRecord(line.unitPrice), currency },
  }));
  if (order.redeemPoints === undefined) return order;
  if (order.memberId === null) delete order.redeemPoints;
  if (asRecord(order.requires).loyaltyHold === false) delete order.requires;
  return order;
}

/** A few rules connect fields of an event, and JSON Schema has no simple way to express them. */
function makeEventConsistent(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("stage" in body)) return body;
  const event: Record<string, unknown> = { ...body };
  if (event.source === undefined || event.sourceEventId === undefined) {
    delete event.source;
    delete event.sourceEventId;
  }
  if (String(event.source).startsWith("followthrough:")) event.source = "acme";
  if (event.status !== "failed") delete event.reopens;
  if (event.stage === "payment" && event.payment !== undefined) {
    event.payment = keepPaymentRules(asRecord(event.payment));
  } else delete event.payment;
  if (event.stage === "verification" && event.check !== undefined) {
    event.check = keepCheckRules(asRecord(event.check));
  } else delete event.check;
  if (event.stage === "fulfillment" && event.parcel !== undefined) {
    const { trackingUrl, ...parcel } = asRecord(event.parcel);
    event.parcel = trackingUrl === undefined ? parcel : { ...parcel, trackingUrl: WEB_PAGE };
  } else delete event.parcel;
  return event;
}

/** A value of a parameter, as written in a URL or a header. */
export function validParameter(
  document: ApiDocument,
  { schema, name }: Parameter,
): fc.Arbitrary<string> {
  return validValue(document, schema, name).map(String);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** The members of a value that is an object; none for any other value. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

// A generator of URLs would have to know the format, too.
const WEB_PAGE = "https://pay.example/next";

/** The fields of a payment that contradict its state are left out, and those that the state needs are added. */
function keepPaymentRules(payment: Record<string, unknown>): Record<string, unknown> {
  const { reference, account, currency, ...rest } = payment;
  const named = { reference, ...(account === undefined ? {} : { account }) };
  const { state } = rest;
  if (typeof state !== "string") {
    return { ...named, refundedTotal: 1 };
  }
  const hasEnded = ["failed", "cancelled", "expired"].includes(state);
  const holdsMoney = ["authorised", "captured"].includes(state);
  const {
    captured,
    authorised,
    captureBefore,
    waitingOn,
    refunds,
    disputes,
    refundedTotal,
    ...free
  } = rest;
  return {
    ...named,
    ...free,
    ...(free.nextStep === undefined
      ? {}
      : { nextStep: { ...asRecord(free.nextStep), url: WEB_PAGE } }),
    ...(currency === undefined ? {} : { currency }),
    ...(state === "captured" ? { captured: captured ?? 0 } : {}),
    ...(holdsMoney ? { authorised: authorised ?? 0 } : {}),
    ...(holdsMoney && captureBefore !== undefined ? { captureBefore } : {}),
    ...(hasEnded && waitingOn !== undefined ? { waitingOn } : {}),
    ...(refunds === undefined ? {} : { refunds: distinct(refunds) }),
    ...(disputes === undefined ? {} : { disputes: distinct(disputes) }),
    ...(refunds === undefined && refundedTotal !== undefined ? { refundedTotal } : {}),
  };
}

/** The fields of a check that contradict its kind or its state are left out. */
function keepCheckRules(check: Record<string, unknown>): Record<string, unknown> {
  const { kind, state, failure, waitingOn, url, ...rest } = check;
  const states: readonly string[] = kind === "identity" ? IDENTITY_STATES : REVIEW_STATES;
  const fitting = states.includes(String(state)) ? state : states[0];
  const isOpen = fitting === "requires_input";
  const isUnverified = kind === "identity" && fitting !== "verified";
  return {
    ...rest,
    kind,
    state: fitting,
    ...(isOpen && rest.reason !== undefined && failure !== undefined ? { failure } : {}),
    ...(isOpen && url !== undefined ? { url: WEB_PAGE } : {}),
    ...(isUnverified && waitingOn !== undefined ? { waitingOn } : {}),
  };
}

function distinct(things: unknown): unknown[] {
  if (!Array.isArray(things)) return [];
  return things.map((thing, at) => ({ ...asRecord(thing), reference: `thing-${at}` }));
}
