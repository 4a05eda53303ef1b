import { z } from "zod";
import {
  type OrderDetails,
  type OrderLine,
  type PostalPlace,
  summarizeLines,
} from "../domain/index.ts";
import { ReportedMailAddress, readReportedAddress } from "./mail-address.ts";
import { Locale, MAX_AMOUNT, type Money, minorUnits, SignedMoney, text } from "./primitives.ts";
import { TimeZone } from "./time-zone.ts";
import { SafeWebPage } from "./web-page.ts";

const IN_MINOR = "in minor units of the total's currency";
const Minor = minorUnits().min(0).max(MAX_AMOUNT);

/** As many decimals as any unit of measure needs; a millionth of a unit is far below a cent. */
const MOST_DECIMALS = 6;

/** One line of an order. */
const OrderItem = z.strictObject({
  title: text(200),
  quantity: z
    .number()
    .positive()
    .max(100_000)
    .refine((value) => Number(value.toFixed(MOST_DECIMALS)) === value, {
      error: `must have at most ${MOST_DECIMALS} decimals`,
    })
    .describe(
      "How many, or how much: 0.35 is 350 grams of what is sold by the kilogram. Up to six decimals",
    ),
  unitPrice: SignedMoney.describe(
    "The price of one, in the currency of the total; negative for a line that lowers the total",
  ),
});

/** Lines that are counted and not listed. */
const MoreItems = z
  .strictObject({
    count: z.int().min(1).max(1_000_000),
    amount: minorUnits()
      .min(-MAX_AMOUNT)
      .max(MAX_AMOUNT)
      .nullish()
      .describe(`What they come to, ${IN_MINOR}; null if that is not known`),
  })
  .meta({ id: "MoreItems" });

const Tax = z
  .strictObject({
    amount: Minor.describe(`The tax, ${IN_MINOR}`),
    included: z
      .boolean()
      .optional()
      .describe("Whether the prices contain it; without, it comes on top of them"),
  })
  .meta({ id: "OrderTax" });

const Address = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, { error: "must be a two-letter ISO 3166-1 code in capitals" }),
    province: text(64)
      .nullish()
      .describe(
        "An ISO 3166-2 code, with or without the country, or the name: CA, US-CA, California",
      ),
    postalCode: text(20).nullish(),
  })
  .meta({ id: "PostalPlace" });

const Attributes = z
  .record(
    text(64),
    z.union([text(500), z.number(), z.boolean()], {
      error: "must be a text of 1 to 500 characters, a number or a boolean",
    }),
  )
  .refine((all) => Object.keys(all).length <= 20, { error: "must have at most 20 keys" });

/** The fields of `PUT /orders/{orderId}` that no rule of the lifecycle needs. All are optional, apart from `items`. */
export const ORDER_DETAIL_FIELDS = {
  email: ReportedMailAddress.nullish().describe(
    "Where mail about this order goes; the member's address when absent. One that can't be used is not kept, and " +
      "`emailProblem` says why",
  ),
  items: z
    .array(OrderItem)
    .max(5_000)
    .describe("The first 500 are kept; the others are added to `moreItems`"),
  moreItems: MoreItems.nullish().describe("Lines that are not in `items`"),
  discount: Minor.nullish().describe(`What is taken off, as a positive amount ${IN_MINOR}`),
  shipping: Minor.nullish().describe(`What delivery costs, ${IN_MINOR}`),
  tax: Tax.nullish(),
  locale: Locale.nullish().describe(
    "The shopper's language; used where the member has none. When absent, it is that of the address, if a single " +
      "one is spoken there",
  ),
  timeZone: TimeZone.nullish().describe(
    "The shopper's time zone; used where the member has none. When absent, it is that of the address",
  ),
  address: Address.nullish().describe(
    "Where the shopper lives. Language and time zone are read from it; it is not kept",
  ),
  statusUrl: SafeWebPage.nullish().describe(
    "The page on which this shopper goes on with the order. Mail about it leads there, exactly as given, in place of " +
      "the storefront's page for resuming",
  ),
  channel: text(64).nullish().describe("Where it was placed, such as `web` or `pos`"),
  attributes: Attributes.nullish().describe(
    "What else the shop wants to know of it: at most 20 texts, numbers and booleans",
  ),
};

type Body = z.infer<z.ZodObject<typeof ORDER_DETAIL_FIELDS>> & { readonly total: Money };

/** What a valid body says apart from its bill. The address is still to be read for what the body leaves out. */
export function readOrderDetails(body: Body): OrderDetails & {
  readonly email: string | null;
  readonly items: readonly OrderLine[];
  readonly place: PostalPlace | null;
} {
  const { address, tax, moreItems } = body;
  const more =
    moreItems == null ? null : { count: moreItems.count, amount: moreItems.amount ?? null };
  return {
    ...readReportedAddress(body.email),
    ...summarizeLines(body.items, body.total.currency, more),
    discount: body.discount ?? null,
    shipping: body.shipping ?? null,
    tax: tax == null ? null : { amount: tax.amount, included: tax.included ?? false },
    locale: body.locale ?? null,
    timeZone: body.timeZone ?? null,
    place:
      address == null
        ? null
        : {
            country: address.country,
            province: address.province ?? null,
            postalCode: address.postalCode ?? null,
          },
    statusUrl: body.statusUrl ?? null,
    channel: body.channel ?? null,
    attributes: body.attributes ?? {},
  };
}
