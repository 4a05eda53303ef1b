import { z } from "zod";
import {
  DISPUTE_STATES,
  NEXT_STEPS,
  PAYMENT_METHODS,
  PAYMENT_STATES,
  REFUND_STATES,
  TERMS_KINDS,
  WAITING_ON,
} from "../domain/index.ts";

const minor = (about: string) => z.int().describe(`${about}, in minor units`);

/** An order's money. `kept` and `open` follow from the other sums. */
export const OrderMoneyView = z
  .object({
    currency: z.string().describe("ISO 4217"),
    total: minor("What the order costs"),
    captured: minor("What came in, before refunds and disputes"),
    authorised: minor("Reserved and not yet captured"),
    refunded: minor("Given back, or on its way back"),
    refundPending: minor("The part of `refunded` that is still on its way"),
    disputed: minor("In disputes that are open or lost"),
    kept: z.int().describe("`captured - refunded - disputed`, in minor units"),
    open: minor("What is left to pay: nothing where it is captured or authorised"),
    terms: z
      .object({ kind: z.enum(TERMS_KINDS), dueAt: z.string().nullable() })
      .nullable()
      .describe("When it is to be paid; null: before anything else happens"),
  })
  .meta({ id: "OrderMoney" });

/** An order's money. */
export type OrderMoneyView = z.infer<typeof OrderMoneyView>;

const RefundView = z
  .object({
    reference: z.string(),
    amount: z.int(),
    state: z.enum(REFUND_STATES),
    createdAt: z.string(),
    reason: z.string().nullable(),
  })
  .meta({ id: "OrderRefund" });

const DisputeView = z
  .object({
    reference: z.string(),
    amount: z.int(),
    state: z.enum(DISPUTE_STATES),
    createdAt: z.string(),
    dueBy: z.string().nullable().describe("Until when the shop can answer it"),
    reason: z.string().nullable(),
  })
  .meta({ id: "OrderDispute" });

/** One payment of an order: one attempt to bring money. Amounts are in the minor units of `currency`. */
export const PaymentView = z
  .object({
    source: z.string().describe("The provider, or `api`"),
    account: z.string().describe("The provider's account; empty for the shop's own"),
    reference: z.string(),
    state: z.enum(PAYMENT_STATES).nullable().describe("null as long as only its refunds are known"),
    counts: z
      .boolean()
      .describe(
        "False for another currency than the order's, and for test payments where they don't count",
      ),
    test: z.boolean(),
    method: z.enum(PAYMENT_METHODS).nullable(),
    methodName: z.string().nullable().describe("The provider's own name for the method"),
    currency: z.string().nullable(),
    authorised: z.int(),
    captured: z.int(),
    since: z.string().nullable().describe("When it got into this state, by the provider's clock"),
    actBy: z.string().nullable().describe("Until when the shopper can act"),
    captureBefore: z.string().nullable(),
    nextStep: z
      .object({ kind: z.enum(NEXT_STEPS), url: z.string().nullable() })
      .nullable()
      .describe("What the shopper does next, with the provider's own page for it"),
    reason: z
      .string()
      .nullable()
      .describe("The provider's code for a payment that ended without money"),
    waitingOn: z.enum(WAITING_ON).nullable(),
    refunds: z.array(RefundView),
    disputes: z.array(DisputeView),
    url: z.string().nullable().describe("The provider's own page about it, for operators"),
  })
  .meta({ id: "OrderPayment" });

/** One payment of an order. */
export type PaymentView = z.infer<typeof PaymentView>;
