import {
  type CheckReport,
  type CheckState,
  DEFAULT_POLICY,
  type Orchestration,
  type Placed,
  placeOrder,
  type StageEvent,
} from "../../src/domain/index.ts";
import { at, fact, PLACED_AT } from "./order.ts";
import { BILL } from "./payments.ts";

/** What an order needs apart from payment and delivery: an identity check, none, or one if something is known of it. */
export type NeedsIdentity = "always" | "never" | "if_known";

/** A new order, and the first entries of its timeline. */
export function placedToCheck(identity: NeedsIdentity): Placed {
  const notRequired = identity === "never" ? (["verification", "loyalty_hold"] as const) : [];
  const ifKnown = identity === "if_known" ? (["verification"] as const) : [];
  return placeOrder(
    [...notRequired, ...(identity === "never" ? [] : (["loyalty_hold"] as const))],
    PLACED_AT,
    DEFAULT_POLICY,
    PLACED_AT,
    { bill: BILL, ifKnown },
  );
}

/** The same order without its timeline. */
export function toCheck(identity: NeedsIdentity): Orchestration {
  return placedToCheck(identity).orchestration;
}

const CHECKS = { reason: null, failure: null, waitingOn: null, url: null };

/** What a source says of one check as of a minute. Names that begin with `review` are reviews. */
function checkReport(
  reference: string,
  state: CheckState,
  minute: number,
  said: Partial<CheckReport> = {},
): CheckReport {
  return {
    ...CHECKS,
    kind: reference.startsWith("review") ? "review" : "identity",
    account: "",
    reference,
    asOf: at(minute),
    state,
    since: at(minute),
    ...said,
  };
}

let facts = 0;

/** The fact that a check got into a state. */
export function checked(
  reference: string,
  state: CheckState,
  minute: number,
  said: Partial<CheckReport> = {},
): StageEvent {
  facts += 1;
  const sourceEventId = `check-${facts}`;
  const checks = [checkReport(reference, state, minute, said)];
  return fact("verification", "in_progress", minute, { sourceEventId, checks });
}

/** The fact that an attempt failed. */
export function failedCheck(
  reference: string,
  minute: number,
  said: Partial<CheckReport> = {},
): StageEvent {
  const failure = `report-${reference}-${minute}`;
  return checked(reference, "requires_input", minute, {
    reason: "document_unverified_other",
    failure,
    ...said,
  });
}
