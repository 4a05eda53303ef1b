import fc from "fast-check";
import type { ApiDocument, JsonSchema, Operation, Parameter } from "./document.ts";

const LATEST = new Date("2099-12-31T23:59:59Z");
const EARLIEST = new Date("2000-01-01T00:00:00Z");

// What a schema can't say in JSON Schema: the currencies, languages and zones there are.
const BY_NAME: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  currency: fc.constantFrom("EUR", "USD", "JPY", "KWD"),
  locale: fc.constantFrom("en", "de-DE", "zh-Hant-TW"),
  timeZone: fc.constantFrom("UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"),
};

const instant = fc
  .date({ min: EARLIEST, max: LATEST, noInvalidDate: true })
  .map((date) => date.toISOString());

/** A value that a schema accepts, by the schema alone. */
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
    case "object":
      return validObject(document, schema);
    default:
      return validText(schema);
  }
}

function validObject(document: ApiDocument, schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.properties === undefined) {
    return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 4 }), {
      maxKeys: 3,
    });
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

/** A body that the operation accepts; `undefined` where it takes none. */
export function validBody(document: ApiDocument, operation: Operation): fc.Arbitrary<unknown> {
  const media = operation.requestBody?.content["application/json"];
  if (media === undefined) return fc.constant(undefined);
  return validValue(document, media.schema).map(settleEvent).map(settleOrder).map(settleCredit);
}

/** Points are given, or a credit is taken back. */
function settleCredit(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("reference" in body)) return body;
  const credit: Record<string, unknown> = { ...body };
  if (credit.points === undefined) {
    credit.reverses ??= "earned";
    delete credit.expiresAt;
  } else delete credit.reverses;
  return credit;
}

/** Points are a member's, and need their hold. */
function settleOrder(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("redeemPoints" in body)) return body;
  const order: Record<string, unknown> = { ...body };
  if (order.memberId === null) delete order.redeemPoints;
  if (asRecord(order.requires).loyaltyHold === false) delete order.requires;
  return order;
}

/** Two rules bind fields of an event to each other; JSON Schema has no plain word for them. */
function settleEvent(body: unknown): unknown {
  if (typeof body !== "object" || body === null || !("stage" in body)) return body;
  const event: Record<string, unknown> = { ...body };
  if (event.source === undefined || event.sourceEventId === undefined) {
    delete event.source;
    delete event.sourceEventId;
  }
  if (String(event.source).startsWith("followthrough:")) event.source = "acme";
  if (event.status !== "failed") delete event.reopens;
  return event;
}

/** A value of a parameter as it is written in an address or a header. */
export function validParameter(
  document: ApiDocument,
  { schema, name }: Parameter,
): fc.Arbitrary<string> {
  return validValue(document, schema, name).map(String);
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** The members of a value that is an object; none of any other. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
