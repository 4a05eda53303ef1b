import { z } from "zod";
import { jsonFault } from "./json-fault.ts";

const EARLIEST = Date.parse("2000-01-01T00:00:00Z");
const LATEST = Date.parse("2100-01-01T00:00:00Z");
const MAX_DEPTH = 16;

/** Text that Postgres and UTF-8 can hold: no `\u0000`, no lone surrogates. 1 to `max` UTF-16 units. */
export function text(max: number) {
  return z
    .string()
    .min(1)
    .max(max)
    .refine((value) => jsonFault(value, MAX_DEPTH) === null, {
      error: "must be well-formed Unicode without the NUL character",
    });
}

/** A JSON object of at most 16 levels, storable as `jsonb`. */
export const JsonObject = z
  .record(z.string(), z.unknown())
  .refine((value) => jsonFault(value, MAX_DEPTH) === null, {
    error: "must be at most 16 levels deep and hold only well-formed Unicode without NUL",
  });

/** An instant as RFC 3339 text with an offset, between the years 2000 and 2100. */
export const Instant = z.iso
  .datetime({ offset: true, error: "must be an RFC 3339 date-time with an offset" })
  .refine(
    (value) => {
      const time = Date.parse(value);
      return time >= EARLIEST && time < LATEST;
    },
    { error: "must lie between the years 2000 and 2100" },
  );

/** Who acts, as the timeline shall name them. */
export const Operator = text(100)
  .optional()
  .describe("Who does it, as the timeline shall name them; `operator` when absent");

/** Not dots alone: `.` and `..` in an address lead to another address, so nobody could ask for them. */
const callersId = (most: number) => {
  const error = `must be 1 to ${most} of the characters A-Z a-z 0-9 . _ : - and not only dots`;
  return z
    .string()
    .max(most, { error, abort: true })
    .regex(/^\.*[A-Za-z0-9_:-][A-Za-z0-9._:-]*$/, { error });
};

/** An order's id in the shop: 1 to 128 of `A-Z a-z 0-9 . _ : -`, not only dots. */
export const OrderId = callersId(128);

/** A member's id in the shop: the same alphabet. */
export const MemberId = callersId(128);

/** A hold's id, the caller's own; an order's hold is `order.` and the order's id. */
export const HoldId = callersId(150);

/** The most points that anything can be about; sums of them stay exact. */
export const MAX_POINTS = 1_000_000_000;

/** An amount in the currency's minor unit (cents for EUR, yen for JPY). */
export const Money = z.strictObject({
  amount: z
    .int()
    .min(0)
    .max(1e15)
    .describe("Integer minor units, as defined for the currency by ISO 4217"),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: "must be a three-letter ISO 4217 code in capitals" })
    .refine((code) => Intl.supportedValuesOf("currency").includes(code), {
      error: "is not a currency of ISO 4217",
    }),
});

/** An amount in the currency's minor unit. */
export type Money = z.infer<typeof Money>;
