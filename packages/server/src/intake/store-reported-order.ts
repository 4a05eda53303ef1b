import {
  type NamedRequirements,
  type OrderChangedEvent,
  type PostalPlace,
  perRequirement,
  type Redemption,
  type Requirements,
  readRequirements,
  requirementsOfOrder,
  sameBill,
  stagesWith,
} from "@followthrough/core/domain";
import { applyHoldEffects } from "../ledger/apply-hold-effects.ts";
import { billOf } from "../lifecycle/bill-of.ts";
import { writeUnderLock } from "../lifecycle/commit/commit-event.ts";
import { beginOrchestration, ensureOrchestration } from "../lifecycle/ensure-orchestration.ts";
import { reconsiderWithin } from "../lifecycle/reconsider-orders.ts";
import { alertAsReal, resolveUnknownOrder } from "../lifecycle/sql/escalation-rows.ts";
import { isClosedOrder, lockOrchestration } from "../lifecycle/sql/lock-orchestration.ts";
import {
  type ReportedOrder,
  readOrder,
  type SilenceRule,
  type StoredOrder,
  upsertOrder,
} from "../lifecycle/sql/orders.ts";
import type { Context } from "../platform/context.ts";
import { isDeadlock, type Tx, transaction } from "../platform/postgres/database.ts";
import { refuse } from "../platform/result.ts";
import { RollBack } from "../platform/roll-back.ts";
import { applyParkedFacts } from "./apply-parked-facts.ts";
import { orderChanges } from "./order-changes.ts";
import { placeOrdersHold } from "./place-orders-hold.ts";
import { readPlace } from "./read-place.ts";

/** An order as its shop or a provider reports it, with the stages that it names itself. */
export type NewsOfOrder = Omit<ReportedOrder, "requires"> & {
  readonly requires: NamedRequirements;
  /** Where its shopper lives, if it says so. */
  readonly place: PostalPlace | null;
};

/** What becomes of a report that can't be kept as it is. */
interface Keeping {
  /** If it would change a closed order, it is refused, or the order is left as it is. */
  readonly ifClosed: "refuse" | "leave";
  /** Whether the order is placed if the points that it redeems can't be held. */
  readonly withoutPoints?: "refuse" | "place";
}

/** What became of a report. */
interface StoredReport {
  readonly order: StoredOrder;
  readonly created: boolean;
  readonly isHoldRefused: boolean;
}

/** The same, with what must be announced after the commit. */
interface Stored extends StoredReport {
  readonly isChanged: boolean;
  readonly escalates: boolean;
}

/**
 * Stores an order as reported, begins its orchestration, and applies the facts that were parked for it. A change is
 * committed with the entries that say so, so that a crash loses neither. Of the postal address only the shopper's time
 * zone and language are kept.
 *
 * @param read what is reported, given the order as it is until then. It is read under the lock of the order
 * @throws RollBack when the points that it redeems can't be held, or a closed order would change; nothing is stored then
 */
export async function storeReportedOrder(
  context: Context,
  orderId: string,
  read: (known: StoredOrder | null) => NewsOfOrder,
  keeping: Keeping,
): Promise<StoredReport> {
  const { order, created, isHoldRefused, isChanged, escalates } = await storeLocked(
    context,
    orderId,
    read,
    keeping,
  );
  await applyParkedFacts(context, orderId);
  if (isChanged) context.changes.changed([orderId]);
  if (escalates) context.changes.alertsWaiting();
  return { order, created, isHoldRefused };
}

// Another caller may place the order first, and its orchestration may be missing. Each happens once at most.
const MAX_TRIES = 3;

async function storeLocked(
  context: Context,
  orderId: string,
  read: (known: StoredOrder | null) => NewsOfOrder,
  keeping: Keeping,
): Promise<Stored> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transaction(context.pool, async (tx) => {
        // The orchestration first, as everybody locks them: two reports of one order wait for each other here.
        const isBegun = await lockOrchestration(tx, orderId);
        const known = (await readOrder(tx, orderId))?.order ?? null;
        if (known !== null && !isBegun) throw new NotReady();
        const reported = wholeReport(context, read(known), known);
        return known === null
          ? place(tx, context, reported, keeping)
          : change(tx, context, known, reported, keeping);
      });
    } catch (error) {
      const mayRepeat = error instanceof NotReady || isDeadlock(error);
      if (!mayRepeat || tries === MAX_TRIES) throw error;
      await ensureOrchestration(context, orderId);
    }
  }
}

/** The order can't be changed before it is read again. */
class NotReady extends Error {}

function wholeReport(
  context: Context,
  news: NewsOfOrder,
  known: StoredOrder | null,
): ReportedOrder {
  const there = readPlace(news.place);
  return {
    ...news,
    requires: requirementsOf(context, news, known),
    locale: news.locale ?? there.locale,
    timeZone: news.timeZone ?? there.timeZone,
  };
}

async function place(
  tx: Tx,
  context: Context,
  reported: ReportedOrder,
  { withoutPoints = "refuse" }: Keeping,
): Promise<Stored> {
  const { orderId } = reported;
  const { order, created, now } = await upsertOrder(tx, reported, silenceRule(context));
  if (!created) throw new NotReady();
  const redemption = await redeem(tx, context, order, now, withoutPoints);
  const { hold } = await beginOrchestration(tx, context, order, now, redemption);
  if (hold !== null) await applyHoldEffects(tx, context, [{ orderId, hold, operation: null }]);
  await resolveUnknownOrder(tx, orderId);
  const isHoldRefused = redemption?.news === "refused";
  return { order, created, isHoldRefused, isChanged: true, escalates: false };
}

/** Stores what a report changes in a known order, which is locked. */
async function change(
  tx: Tx,
  context: Context,
  known: StoredOrder,
  reported: ReportedOrder,
  { ifClosed }: Keeping,
): Promise<Stored> {
  const { orderId } = known;
  const same = { created: false, isHoldRefused: false, isChanged: false, escalates: false };
  if (await isClosedFor(tx, context, known, reported)) {
    if (ifClosed === "refuse") throw new RollBack(refuse("orchestration_closed"));
    return { ...same, order: known };
  }
  const { order } = await upsertOrder(tx, reported, silenceRule(context));
  const recorded = await writeUnderLock(tx, context, orderId, changeOf(context, known, order));
  const isReal = known.isTest && !order.isTest;
  if (isReal) await alertAsReal(tx, orderId);
  const code = isReal ? "order_is_real" : recipientChange(known, order);
  const isDue =
    code !== null &&
    (await reconsiderWithin(tx, context, orderId, { note: { code }, actor: "api" }));
  const isChanged = recorded !== null || isDue;
  return { ...same, order, isChanged, escalates: isReal || (recorded?.escalates ?? false) };
}

/** How a report changes whom mail about the order goes to; `null` if it does not. */
function recipientChange(known: StoredOrder, order: StoredOrder) {
  if (known.memberId !== order.memberId) return "order_names_another_member";
  return known.email === order.email ? null : "order_address_changed";
}

function silenceRule({ policy, goLiveAt }: Context): SilenceRule {
  return { goLiveAt, maxAgeMs: policy.maxAgeMs };
}

/** A stage that the order needs stays needed, whatever a later report leaves out. */
function requirementsOf(
  { policy }: Context,
  { requires }: NewsOfOrder,
  known: StoredOrder | null,
): Requirements {
  if (known === null) return readRequirements(requires, policy.requires);
  return perRequirement((key) => (requires[key] === true ? true : known.requires[key]));
}

/** Whether the order is closed and this report says something else of it. The order stays locked. */
async function isClosedFor(
  tx: Tx,
  context: Context,
  known: StoredOrder,
  reported: ReportedOrder,
): Promise<boolean> {
  const total = { ...reported.total, amount: reported.total.amount + waivedValue(known, reported) };
  const order = { ...known, ...reported, total, placedAt: known.placedAt };
  const isSame = sameBill(billOf(known, context), billOf(order, context));
  if (isSame && orderChanges(known, order) === null) return false;
  return isClosedOrder(tx, known.orderId);
}

/** What the points stand for that the order goes on without: it is added to the total that the shop reports. */
function waivedValue({ pointsWaived }: StoredOrder, { pointsValue }: ReportedOrder): number {
  return pointsWaived ? (pointsValue ?? 0) : 0;
}

/**
 * That the order is not what it was before, with both. Its needs and its promise are compared with the
 * orchestration, so a report also completes what its timeline misses.
 */
function changeOf(context: Context, known: StoredOrder, order: StoredOrder): OrderChangedEvent {
  const changes = orderChanges(known, order);
  return {
    kind: "order_changed",
    before: billOf(known, context),
    promisedBy: order.promisedBy,
    requires: stagesWith(requirementsOfOrder(order), true),
    ...(changes === null ? {} : { changes }),
    note: null,
    actor: "api",
  };
}

/** Holds the points in the transaction that places the order. */
async function redeem(
  tx: Tx,
  context: Context,
  order: StoredOrder,
  now: number,
  withoutPoints: "refuse" | "place",
): Promise<Redemption | null> {
  const { redeemPoints: points, memberId } = order;
  if (points === null || points === 0 || memberId === null) return null;
  const redeeming = { orderId: order.orderId, memberId, points };
  return placeOrdersHold(tx, context, redeeming, now, withoutPoints);
}

/** The order as stored, or `null`. */
export async function readKnownOrder(
  { pool }: Pick<Context, "pool">,
  orderId: string,
): Promise<StoredOrder | null> {
  return (await readOrder(pool, orderId))?.order ?? null;
}
