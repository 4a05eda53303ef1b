import type { PaymentReport, ProviderTruth } from "@followthrough/core/domain";
import { z } from "zod";
import { UnreadableAnswer } from "../connector.ts";
import { checkReport } from "./checks.ts";
import { disputeStateOf, readDispute } from "./money-back.ts";
import { StripeCharge, StripeObject } from "./objects.ts";
import { replacedReport, type Told } from "./payments.ts";
import { reportsOf } from "./reports.ts";
import { payment, type StripeRow } from "./row.ts";
import { rowFor } from "./table.ts";
import { factOf } from "./translate.ts";

/** Who answered, and when it was asked, in epoch milliseconds. */
export interface Asked {
  readonly account: string;
  readonly asOf: number;
}

/** What Stripe lists only on request, by the charge's id. Refunds are asked for if the answer doesn't have all. */
export interface Lists {
  refunds(charge: string): Promise<readonly unknown[]>;
  disputes(charge: string): Promise<readonly unknown[]>;
}

/** The event that Stripe sends when an object enters this state. */
const EVENT_OF: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  payment_intent: {
    succeeded: "payment_intent.succeeded",
    processing: "payment_intent.processing",
    requires_action: "payment_intent.requires_action",
    requires_capture: "payment_intent.amount_capturable_updated",
    requires_payment_method: "payment_intent.payment_failed",
    canceled: "payment_intent.canceled",
  },
  "checkout.session": {
    complete: "checkout.session.completed",
    expired: "checkout.session.expired",
  },
  "identity.verification_session": {
    processing: "identity.verification_session.processing",
    requires_input: "identity.verification_session.requires_input",
    verified: "identity.verification_session.verified",
    canceled: "identity.verification_session.canceled",
  },
};

const WAITS = ["waiting", "member"] as const;
// Stripe sends no event about these states.
const UNTRIED = payment("payment_intent.*", "requires_action", WAITS, "No payment was tried yet");
const OPEN = payment("checkout.session.*", "requires_action", WAITS, "Stripe's checkout is open");

const Answer = StripeObject.extend({
  object: z.enum(["payment_intent", "checkout.session", "identity.verification_session"]),
  status: z.string(),
});
type Answer = z.infer<typeof Answer>;
/** What an answer about money must have, because a wrong sum is worse than a late one. */
const Sums = z.looseObject({ amount: z.int(), amount_received: z.int(), currency: z.string() });
const Charged = z.looseObject({
  latest_charge: z.union([z.string(), z.looseObject({ id: z.string() })]).nullish(),
});
const Contained = z.looseObject({ payment_intent: z.looseObject({ id: z.string() }) });

/** Reads an identity check. @throws if it can't be read, so that the question stays open */
export function readCheck(found: unknown, asked: Asked): ProviderTruth {
  const { asOf } = asked;
  const session = readAs(Answer, found);
  const shown = shownBy(typeOf(session), session);
  const truth = factWithoutId(shown, asOf);
  const { check } = shown.row;
  if (check === null) return truth;
  // Stripe doesn't say since when. A shopper who is asked again and again must not get a new deadline each time.
  const since = check === "requires_input" ? (session.created ?? asOf) : asOf;
  const told = { ...asked, since, waitingOn: truth.waitingOn };
  return { ...truth, checks: [checkReport(check, session, told, null)] };
}

/**
 * Reads a payment intent, or a checkout session with the intent that it contains.
 *
 * @returns `null` if it is no payment
 * @throws if it can't be read, so that the question stays open
 */
export async function readPayment(
  found: unknown,
  asked: Asked,
  lists: Lists,
): Promise<ProviderTruth | null> {
  const object = readAs(Answer, found);
  if (object.object === "payment_intent") return readIntent(found, asked, lists);
  if (object.mode === "setup") return null;
  const intent = Contained.safeParse(found).data?.payment_intent;
  // An open session has the page on which the shopper pays, so it says more than its intent.
  if (object.status === "open" || intent === undefined) return readSession(object, asked);
  const truth = await readIntent(intent, asked, lists);
  const told = toldOf(object, asked, truth.occurredAt);
  return { ...truth, payments: [...(truth.payments ?? []), replacedReport(object.id, told)] };
}

async function readIntent(found: unknown, asked: Asked, lists: Lists): Promise<ProviderTruth> {
  readAs(Sums, found);
  const intent = readAs(Answer, found);
  const charge = await readCharge(found, lists);
  const listed = charge?.disputed === true ? await lists.disputes(charge.id) : [];
  const disputes = listed.map((dispute) => readAs(StripeObject, dispute));
  const since = readTime(sinceOf(intent, charge));
  const shown = shownOfIntent(intent);
  const told = toldOf(intent, asked, since);
  const payments = moneyOf(shown, told, charge).map((report) => ({
    ...report,
    disputes: disputes.flatMap((dispute) => readDispute(dispute, told)),
  }));
  return { ...factWithoutId(takenBack(charge, disputes) ?? shown, since), payments };
}

/** The latest charge with its refunds, if the intent has one. */
async function readCharge(found: unknown, lists: Lists): Promise<StripeCharge | null> {
  const { latest_charge: latest } = readAs(Charged, found);
  if (latest == null || typeof latest === "string") return null;
  const charge = readAs(StripeCharge, latest);
  // A short list is in the answer, so that most questions are one request.
  if (charge.refunds?.data != null && charge.refunds.has_more !== true) return charge;
  const refunds = { data: await lists.refunds(charge.id) };
  return readAs(StripeCharge, { ...latest, refunds });
}

function readSession(session: Answer, asked: Asked): ProviderTruth {
  const isOpen = session.status === "open";
  const type = isOpen ? OPEN.message : typeOf(session);
  const shown = isOpen ? { row: OPEN, object: session, type } : shownBy(type, session);
  const isUnread = session.amount_total === null || session.currency === null;
  if (session.payment_status === "paid" && isUnread) {
    throw new UnreadableAnswer("The provider's answer does not say how much was paid");
  }
  const ended = session.status === "expired" ? session.expires_at : null;
  const since = readTime(ended ?? session.created);
  const payments = moneyOf(shown, toldOf(session, asked, since), null);
  return { ...factWithoutId(shown, since), payments };
}

/** When the intent got into its state, as far as Stripe says. */
function sinceOf(intent: Answer, charge: StripeCharge | null): number | null {
  if (intent.status === "canceled") return intent.canceled_at ?? intent.created;
  // A step to take begins with the intent; what it led to is the charge.
  const isTried = intent.status !== "requires_action" && intent.status !== "requires_confirmation";
  return (isTried ? charge?.created : null) ?? intent.created;
}

function readAs<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue === undefined ? "" : `: ${issue.path.join("/")} ${issue.message}`;
  throw new UnreadableAnswer(`The provider's answer can't be read${where}`);
}

function readTime(time: number | null): number {
  if (time === null) throw new UnreadableAnswer("The provider's answer does not say since when");
  return time;
}

/** A row of the table, the object for which it holds, and the event that says so. */
interface Shown {
  readonly row: StripeRow;
  readonly object: StripeObject;
  readonly type: string;
}

function shownOfIntent(intent: Answer): Shown {
  const { status, last_payment_error: error } = intent;
  const isUntried = status === "requires_payment_method" && error === null;
  if (isUntried || status === "requires_confirmation") {
    return { row: UNTRIED, object: intent, type: UNTRIED.message };
  }
  return shownBy(typeOf(intent), intent);
}

/** The dispute or the refund that took all of it back: the timeline shows that instead of the payment. */
function takenBack(charge: StripeCharge | null, disputes: readonly StripeObject[]): Shown | null {
  const gone = disputes.find((dispute) => ["open", "lost"].includes(disputeStateOf(dispute)));
  if (gone !== undefined) return shownBy("charge.dispute.updated", gone);
  if (charge?.refunded !== true || charge.captured === false) return null;
  return shownBy(
    "charge.refunded",
    StripeObject.parse({ id: charge.id, object: "charge", refunded: true }),
  );
}

function shownBy(type: string, object: StripeObject): Shown {
  const row = rowFor(type, object);
  if (row === undefined) throw new Error(`No line of the table holds for ${type}`);
  return { row, object, type };
}

/** @throws if the provider has added a state, so that the question stays open */
function typeOf({ object, status }: Answer): string {
  const type = EVENT_OF[object]?.[status];
  if (type === undefined)
    throw new UnreadableAnswer(`The provider answered with an unknown state: ${status}`);
  return type;
}

function toldOf(object: StripeObject, { account, asOf }: Asked, since: number) {
  return { account, asOf, since, isTest: object.livemode === false, releasesAreRefunds: false };
}

function moneyOf(
  { row, object }: Shown,
  told: Omit<Told, "waitingOn">,
  charge: StripeCharge | null,
): readonly PaymentReport[] {
  if (row.money === null || "ignored" in row.means) return [];
  return reportsOf(row.money, object, { ...told, waitingOn: row.means.waitingOn }, charge);
}

function factWithoutId({ row, object, type }: Shown, occurredAt: number): ProviderTruth {
  const { sourceEventId: _, ...truth } = factOf(row, object, { id: "", occurredAt, type });
  return truth;
}
