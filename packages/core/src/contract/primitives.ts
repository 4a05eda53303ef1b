import { z } from "zod";
import { jsonBytes, METADATA_LIMITS } from "../domain/index.ts";
import { jsonProblem } from "./json-problem.ts";

const EARLIEST = Date.parse("2000-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");
const MAX_DEPTH = 16;

/** Text that Postgres and UTF-8 can hold: no `\u0000`, no lone surrogates. 1 to `max` UTF-16 units. */
export function text(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((value) => jsonProblem(value, MAX_DEPTH) === null, {
      error: "must be well-formed Unicode without the NUL character",
    });
}

/** A JSON object of at most 16 levels, storable as `jsonb`. */
export const JsonObject = z
  .record(z.string(), z.unknown())
  .refine((value) => jsonProblem(value, MAX_DEPTH) === null, {
    error: "must be at most 16 levels deep and hold only well-formed Unicode without NUL",
  });

/** A JSON object that fits into an entry of a timeline: `JsonObject` of at most 16 KB. */
export const LimitedJson = JsonObject.refine(
  (value) => jsonProblem(value, MAX_DEPTH) !== null || jsonBytes(value) <= METADATA_LIMITS.bytes,
  { error: `must be at most ${METADATA_LIMITS.bytes} bytes as JSON` },
);

/** An instant as RFC 3339 text with an offset, between the years 2000 and 2100. */
export const Instant = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 date-time with an offset", abort: true })
  .refine(
    (value) => {
      const time = Date.parse(value);
      return time >= EARLIEST && time < LATEST;
    },
    { error: "must lie between the years 2000 and 2100" },
  );

/** The person who acts, as shown in the timeline. */
export const Operator = text(100)
  .optional()
  .describe("Who does it, as shown in the timeline; `operator` when absent");

/** Not only dots: `.` and `..` in a URL lead to another URL, so these ids could not be requested. */
const callersId = (most: number, ifMissing?: string) => {
  const error = `must be 1 to ${most} of the characters A-Z a-z 0-9 . _ : - and not only dots`;
  return z
    .string({ error: ({ input }) => (input === undefined ? ifMissing : undefined) })
    .max(most, { error, abort: true })
    .regex(/^\.*[A-Za-z0-9_:-][A-Za-z0-9._:-]*$/, { error });
};

/** An order's id in the shop: 1 to 128 of `A-Z a-z 0-9 . _ : -`, not only dots. */
export const OrderId = callersId(128);

/** A member's id in the shop: the same alphabet. */
export const MemberId = callersId(128);

/** The member who owns an order. */
export const OwnerId = callersId(128, "is required; null for a guest");

/** A hold's id, chosen by the caller. The hold of an order is named `order.` and the order's id. */
export const HoldId = callersId(150);

/** The most points in one operation; their sums stay exact. */
export const MAX_POINTS = 1_000_000_000;

/** The most in one amount; sums of many stay exact. */
export const MAX_AMOUNT = 1e15;

const MINOR_UNITS = "Integer minor units, as defined for the currency by ISO 4217";

/** A whole number of minor units. The description says of what. */
export const minorUnits = () =>
  z.int({
    error: ({ input }) =>
      input === undefined
        ? undefined
        : "must be a whole number of minor units, such as 12900 for EUR 129.00",
  });

const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, {
    error: "must be a three-letter ISO 4217 code in capitals",
    abort: true,
  })
  .refine((code) => Intl.supportedValuesOf("currency").includes(code), {
    error: "is not a currency of ISO 4217",
  });

/** An amount in the currency's minor unit (cents for EUR, yen for JPY). */
export const Money = z.strictObject({
  amount: minorUnits().min(0).max(MAX_AMOUNT).describe(MINOR_UNITS),
  currency: Currency,
});

/** An amount in the currency's minor unit. */
export type Money = z.infer<typeof Money>;

/** The same, where it may also be negative. */
export const SignedMoney = z.strictObject({
  amount: minorUnits().min(-MAX_AMOUNT).max(MAX_AMOUNT).describe(MINOR_UNITS),
  currency: Currency,
});

function isLocale(value: string): boolean {
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

/** A BCP 47 language tag, such as `de-AT`. */
export const Locale = text(35).refine(isLocale, { error: "must be a BCP 47 language tag" });
