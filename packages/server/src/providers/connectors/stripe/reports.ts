import { assertNever, type PaymentReport } from "@followthrough/core/domain";
import { chargeReport, refundedReport } from "./charges.ts";
import { intentReport } from "./intents.ts";
import { invoiceReports } from "./invoices.ts";
import { disputeReport, refundReport } from "./money-back.ts";
import type { StripeCharge, StripeObject } from "./objects.ts";
import type { MoneySaid, Told } from "./payments.ts";
import { sessionReports } from "./sessions.ts";

/**
 * What an object says of payments, by the row that holds for it.
 *
 * @param charge a payment intent's latest charge, if the intent contains it
 */
export function reportsOf(
  money: MoneySaid,
  object: StripeObject,
  told: Told,
  charge: StripeCharge | null = null,
): readonly PaymentReport[] {
  switch (money.of) {
    case "intent":
      return [intentReport(money.state, object, told, charge)];
    case "session":
      return sessionReports(money.state, object, told);
    case "charge":
      return [chargeReport(money.state, object, told)];
    case "refunds":
      return [refundedReport(object, told)];
    case "refund":
      return [refundReport(money.state, object, told)];
    case "dispute":
      return [disputeReport(money.state, object, told)];
    case "invoice":
      return invoiceReports(money.state, object, told);
    default:
      return assertNever(money);
  }
}
