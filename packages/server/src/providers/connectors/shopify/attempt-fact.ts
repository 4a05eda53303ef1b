import type {
  PaymentSnapshot,
  PaymentState,
  ProviderFact,
  WaitingOn,
} from "@followthrough/core/domain";
import { cleanText } from "../clean-text.ts";
import type { TransactionOfOrder } from "./bodies.ts";
import { factOf } from "./fact-of.ts";
import { isCurrency } from "./order-money.ts";
import { shopifyRow } from "./table.ts";
import { attemptOf, reportOf } from "./things.ts";

// The shopper can do nothing about these; another card fails in the same way, or must not be tried.
const SHOPS_OWN =
  /^(config_error|test_mode_live_card|unsupported_feature|payment_method_unavailable|fraud_suspected)$/;
const KINDS = new Set(["authorization", "emv_authorization", "sale", "capture", "void"]);

/** What a transaction says of an attempt to pay. */
interface Attempt {
  /** The transaction whose attempt this is: a capture and a void belong to their authorization. */
  readonly id: string;
  readonly state: PaymentState;
  readonly waitingOn: WaitingOn | null;
  /** Later states of the same attempt outweigh earlier ones of the same second. */
  readonly rank: number;
}

/** The value in the table for a transaction that is no refund. */
export function rowOfTransaction(transaction: TransactionOfOrder): string {
  const attempt = attemptBy(transaction);
  if (attempt === null) {
    const { kind, status } = transaction;
    return (kind === "sale" || kind === "capture") && status === "success" ? "sale" : "other";
  }
  const { state, waitingOn } = attempt;
  return state === "failed" && waitingOn === "operator" ? "failed/shop" : state;
}

/**
 * What a transaction says of an attempt to pay: that it failed, that it is on its way, until when it can be captured.
 * Its amounts are 0, since the order's own body already has the money in its sums.
 *
 * @returns `null` if it says nothing that the order's body doesn't
 */
export function attemptFact(transaction: TransactionOfOrder): ProviderFact | null {
  const attempt = attemptBy(transaction);
  const row = shopifyRow("transaction", rowOfTransaction(transaction));
  if (attempt === null || row === undefined || "ignored" in row.means) return null;
  const { id, order_id: orderId, status, currency, error_code, message, test } = transaction;
  const at = transaction.processed_at ?? transaction.created_at;
  const isOpen = attempt.state === "authorised";
  const snapshot: PaymentSnapshot = {
    state: attempt.state,
    method: null,
    methodName: cleanText(transaction.gateway, 100),
    currency: currency != null && isCurrency(currency) ? currency : null,
    authorised: 0,
    captured: 0,
    since: at,
    actBy: null,
    captureBefore: isOpen ? (transaction.authorization_expires_at ?? null) : null,
    nextStep: null,
    reason: attempt.state === "failed" ? cleanText(error_code ?? message, 200) : null,
    waitingOn: attempt.waitingOn,
    isTest: test === true,
  };
  return {
    ...factOf(row, `${orderId}/transaction/${id}/${status}`, at),
    details: { gateway: snapshot.methodName, amount: cleanText(transaction.amount, 40) },
    payments: [reportOf(attemptOf(attempt.id), at + attempt.rank, { snapshot })],
  };
}

function attemptBy({
  id,
  parent_id,
  kind,
  status,
  error_code,
}: TransactionOfOrder): Attempt | null {
  if (!KINDS.has(kind)) return null;
  const isShops = kind === "capture" || SHOPS_OWN.test(error_code ?? "");
  switch (status) {
    case "pending":
    case "awaiting_response":
      // A capture or void on its way changes nothing yet.
      if (kind === "capture" || kind === "void") return null;
      return { id, state: "processing", waitingOn: null, rank: 0 };
    case "failure":
    case "error":
      // A void that fails leaves the authorization as it was, and so does a capture: it can be tried again.
      if (kind === "void") return null;
      return { id, state: "failed", waitingOn: isShops ? "operator" : "member", rank: 1 };
    case "success":
      return succeeded(id, parent_id ?? null, kind);
    default:
      return null;
  }
}

function succeeded(id: string, parent: string | null, kind: string): Attempt | null {
  if (kind === "authorization" || kind === "emv_authorization") {
    return { id, state: "authorised", waitingOn: null, rank: 1 };
  }
  if (parent === null) return null;
  const state = kind === "void" ? "cancelled" : "captured";
  return { id: parent, state, waitingOn: null, rank: 2 };
}
