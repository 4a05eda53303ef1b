import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Instant, JsonObject, MemberId, Money, OrderId, text } from "../src/contract/index.ts";
import { jsonProblem } from "../src/contract/json-problem.ts";
import { depthBomb, expectAccepted, wrongFields } from "./support/parsing.ts";

function isAccepted(schema: Parameters<typeof wrongFields>[0], value: unknown): boolean {
  return schema.safeParse(value).success;
}

describe("text", () => {
  test("is anything Postgres and UTF-8 can hold", () => {
    for (const value of ["x", "Ærø Møbler", "注文", "👩‍🚀", "a\nb\t'; drop table --", "\ufffd"]) {
      expectAccepted(text(50), value);
    }
  });

  test.each(["\u0000", "before\u0000after", "\ud800", "\udc00x", "\udc00\ud800"])(
    "is refused with %j",
    (value) => {
      expect(isAccepted(text(50), value)).toBe(false);
    },
  );

  test("has 1 to its limit of UTF-16 units", () => {
    expect(isAccepted(text(3), "")).toBe(false);
    expect(isAccepted(text(3), "abc")).toBe(true);
    expect(isAccepted(text(3), "abcd")).toBe(false);
  });

  test("is accepted exactly when it survives UTF-8 and has no NUL", () => {
    const hostile = fc.string({
      unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
      minLength: 1,
    });
    const nasty = fc.string({
      unit: fc.constantFrom("a", "\u0000", "\ud83d", "\ude00"),
      minLength: 1,
    });
    fc.assert(
      fc.property(fc.oneof(hostile, nasty), (value) => {
        // Without `ignoreBOM` the decoder removes a leading U+FEFF, which text may contain.
        const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
        const survives = decoder.decode(new TextEncoder().encode(value)) === value;
        expect(isAccepted(text(100), value)).toBe(survives && !value.includes("\u0000"));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a JSON object", () => {
  test("may have any shape that can be stored", () => {
    expectAccepted(JsonObject, {});
    expectAccepted(JsonObject, { a: [1, null, { b: true }], "": "x", constructor: 1 });
  });

  test.each([[null], [[]], ["{}"], [1], [undefined]])("is not %j", (value) => {
    expect(isAccepted(JsonObject, value)).toBe(false);
  });

  test("may be 16 levels deep but not 17", () => {
    expect(isAccepted(JsonObject, { a: depthBomb(15) })).toBe(true);
    expect(isAccepted(JsonObject, { a: depthBomb(16) })).toBe(false);
  });

  test("a hundred thousand levels deep is refused without a stack overflow", () => {
    expect(isAccepted(JsonObject, { a: depthBomb(100_000) })).toBe(false);
    expect(jsonProblem(depthBomb(100_000), 16)).toBe("too_deep");
    expect(jsonProblem(depthBomb(100_000), 200_000)).toBeNull();
  });

  test.each([
    ["\u0000", "nul_character"],
    ["\ud800", "not_well_formed"],
  ])("is refused with %j anywhere in it: in a value, a list, a key", (bad, fault) => {
    for (const value of [
      { a: bad },
      { a: [["x", bad]] },
      { a: { b: { c: bad } } },
      { [bad]: 1 },
      { a: [{ [`k${bad}`]: 1 }] },
    ]) {
      expect(isAccepted(JsonObject, value)).toBe(false);
      expect(jsonProblem(value, 16)).toBe(fault);
    }
  });

  test("has no error exactly when every text in it can be stored", () => {
    const stringUnit = fc.constantFrom("a", "b", "c", "\u0000", "\ud83d", "\ude00");
    const anObject = fc.dictionary(fc.string(), fc.jsonValue({ stringUnit, maxDepth: 4 }));
    fc.assert(
      fc.property(anObject, (value) => {
        const storable = textsOf(value).every((each) => each.isWellFormed() && !/\0/.test(each));
        expect(jsonProblem(value, 16) === null).toBe(storable);
      }),
      { numRuns: 500 },
    );
  });

  /** Every key and every string in a JSON value. */
  function textsOf(value: unknown): string[] {
    const texts: string[] = [];
    JSON.stringify(value, (key, inner) => {
      texts.push(key, ...(typeof inner === "string" ? [inner] : []));
      return inner;
    });
    return texts;
  }
});

describe("an instant", () => {
  test.each([
    "2000-01-01T00:00:00Z",
    "2026-03-02T09:00:00Z",
    "2026-03-02T09:00:00.123Z",
    "2026-03-02T09:00:00.123456789+05:45",
    "2024-02-29T12:00:00-11:00",
    "2099-12-31T23:59:59.999Z",
  ])("may be %s", (value) => {
    expectAccepted(Instant, value);
  });

  test.each([
    "1999-12-31T23:59:59Z",
    "2000-01-01T00:00:00+01:00",
    "2100-01-01T00:00:00Z",
    "2099-12-31T23:59:59-01:00",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "+010000-01-01T00:00:00Z",
    "-000001-01-01T00:00:00Z",
  ])("is refused out of range: %s", (value) => {
    expect(isAccepted(Instant, value)).toBe(false);
  });

  test.each([
    "",
    "now",
    "2026-03-02",
    "2026-03-02T09:00:00",
    "2026-03-02T09:00Z",
    "2026-03-02 09:00:00Z",
    "2026-02-30T09:00:00Z",
    "2025-02-29T09:00:00Z",
    "2026-13-01T09:00:00Z",
    "2026-03-02T24:00:00Z",
    "2026-03-02T23:59:60Z",
    "2026-03-02T09:00:00+99:00",
    "2026-03-02T09:00:00Z\u0000",
    " 2026-03-02T09:00:00Z",
    1_772_442_000_000,
    null,
  ])("is no other way to write a time: %j", (value) => {
    expect(isAccepted(Instant, value)).toBe(false);
  });
});

describe.each([
  ["an order's id", OrderId],
  ["a member's id", MemberId],
])("%s", (_name, schema) => {
  test.each(["1", "ord_1042", "shop:EU:1042", "a.b-c", "..a", "A".repeat(128)])(
    "may be %s",
    (id) => {
      expectAccepted(schema, id);
    },
  );

  test.each([
    "",
    ".",
    "..",
    "a/b",
    "../a",
    "a\\b",
    "a b",
    "a%2Fb",
    "a\n",
    "\u0000",
    "é",
    "a?b",
    "a#b",
    "\ud800",
    "A".repeat(129),
    1042,
    null,
  ])("is not %j", (id) => {
    expect(isAccepted(schema, id)).toBe(false);
  });
});

describe("money", () => {
  test.each([
    { amount: 0, currency: "EUR" },
    { amount: 1_999, currency: "JPY" },
    { amount: 1e15, currency: "KWD" },
  ])("may be %j", (money) => {
    expectAccepted(Money, money);
  });

  test.each(["eur", "EU", "EURO", "ABC", "XXX", "€", "", "EUR ", "EUR\n", null, 978])(
    "has no currency %j",
    (currency) => {
      expect(wrongFields(Money, { amount: 1, currency })).toEqual(["currency"]);
    },
  );

  test.each([-1, 19.99, 1e15 + 1, "1999", Number.NaN, Number.POSITIVE_INFINITY, null])(
    "has no amount %j",
    (amount) => {
      expect(wrongFields(Money, { amount, currency: "EUR" })).toEqual(["amount"]);
    },
  );
});
