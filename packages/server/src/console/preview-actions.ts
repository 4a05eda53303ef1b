import type { PostPreview, PreviewedAction, PreviewItem } from "@followthrough/core/contract";
import {
  type Accepted,
  type Bill,
  foreignPayments,
  heldBy,
  realPayments,
  sumsOf,
  transition,
} from "@followthrough/core/domain";
import { refusalDetail } from "@followthrough/core/words";
import { listActiveHolds, listCapturedOrders } from "../ledger/sql/holds.ts";
import { billAfter } from "../lifecycle/bill-of.ts";
import { readOrder } from "../lifecycle/sql/orders.ts";
import { readForTransition, type TransitionInputs } from "../lifecycle/sql/read-for-transitions.ts";
import type { Refusal } from "../platform/result.ts";
import { decidePrompt } from "../recovery/prompt-now.ts";
import type { RecoveryContext } from "../recovery/recovery-context.ts";
import { readRecoveryInputs } from "../recovery/recovery-inputs.ts";
import { eventOf } from "./order-action-event.ts";
import { type OrderEffects, readOrderEffects } from "./sql/order-outbox.ts";

const NO_REPORT = { source: null, sourceEventId: null };

const NO_OTHER = { foreign: [], underWay: 0, disputed: null };

const NO_POINTS = { added: null, pointsBack: 0 };

const NOTHING = {
  code: null,
  detail: null,
  status: null,
  withdraws: 0,
  mailsTo: null,
  heldBack: null,
  escalations: 0,
  opens: [],
  toRefund: null,
  released: null,
  ...NO_OTHER,
  paid: null,
  ...NO_POINTS,
} satisfies Omit<PreviewItem, "orderId" | "orderNumber" | "verdict">;

type Reader = Pick<RecoveryContext, "pool" | "policy" | "asks" | "countsTest">;

/** What an action would do to each of these orders. It uses the same rules as the action and changes nothing. */
export async function previewActions(
  context: Reader,
  { what, orders }: PostPreview,
): Promise<PreviewItem[]> {
  const effects = await readOrderEffects(
    context.pool,
    orders.map(({ orderId }) => orderId),
  );
  const items: PreviewItem[] = [];
  for (const { orderId, version } of orders) {
    const known = effects.get(orderId);
    const head = { orderId, orderNumber: known?.orderNumber ?? null };
    const judged =
      known === undefined
        ? refused("order_unknown")
        : await judge(context, what, orderId, version, known);
    items.push({ ...head, ...judged });
  }
  return items;
}

type Judged = Omit<PreviewItem, "orderId" | "orderNumber">;

async function judge(
  context: Reader,
  what: PreviewedAction,
  orderId: string,
  version: number,
  { waitingPrompts, openEscalations }: OrderEffects,
): Promise<Judged> {
  const { pool, policy } = context;
  const read = await readForTransition(pool, orderId, null, NO_REPORT);
  const state = read?.orchestration;
  if (!read || !state) return refused("order_unknown");
  if (state.version !== version) return { ...NOTHING, verdict: "stale" };
  const does = { ...NOTHING, verdict: "does", status: state.status } as const;
  switch (what.action) {
    case "assign":
    case "resolve":
      if (openEscalations.length === 0) return refused("escalation_unknown");
      return { ...does, escalations: openEscalations.length };
    case "prompt_now": {
      const found = await readOrder(pool, orderId);
      const inputs =
        found &&
        (await readRecoveryInputs(pool, context, [{ ...found.order, orchestration: state }]));
      const recovery = inputs?.get(orderId);
      if (!recovery) return refused("order_unknown");
      const asked = decidePrompt(state, recovery, policy, read.now);
      if ("ok" in asked) return refusedWith(asked);
      return { ...does, mailsTo: asked.decision.email, heldBack: asked.heldBack };
    }
    default: {
      const event = eventOf(what, "preview");
      const bill = billAfter(read.billed, context, state, event);
      const decided = transition(state, event, policy, read.now, bill);
      if (!decided.ok) return refused(decided.code);
      const points =
        what.action === "waive_points" ? await pointsOf(context, orderId, read, bill) : NO_POINTS;
      if (points === null) return refused("already_captured");
      const { next, effects } = decided;
      const ended = [...effects.resolves, ...effects.settles];
      const resolved = openEscalations.filter(({ reason }) =>
        ended.some((each) => each === reason),
      );
      return {
        ...does,
        status: next.status,
        withdraws: effects.withdrawsPrompts ? waitingPrompts : 0,
        escalations: resolved.length,
        opens: effects.escalates.filter(
          (reason) => !openEscalations.some((open) => open.reason === reason),
        ),
        ...moneyOf(decided, bill),
        ...points,
      };
    }
  }
}

/** What waiving them means for the order's points; `null` if they are captured. */
async function pointsOf(
  { pool }: Reader,
  orderId: string,
  { billed }: TransitionInputs,
  bill: Bill,
): Promise<Pick<PreviewItem, "added" | "pointsBack"> | null> {
  const captured = await listCapturedOrders(pool, [orderId]);
  if (captured.has(orderId)) return null;
  const holds = await listActiveHolds(pool, [orderId]);
  return {
    added: { amount: bill.total - billed.total.amount, currency: bill.currency },
    pointsBack: holds.reduce((sum, { points }) => sum + points, 0),
  };
}

/** What the action means for the order's money. */
function moneyOf(
  { next, entry }: Accepted,
  bill: Bill,
): Pick<PreviewItem, "toRefund" | "released" | "foreign" | "underWay" | "disputed" | "paid"> {
  const { currency } = next.money.bill ?? bill;
  const orNull = (amount: number) => (amount > 0 ? { amount, currency } : null);
  const paid = orNull(entry.money?.stated?.total ?? 0);
  if (entry.kind !== "cancelled") return { toRefund: null, released: null, ...NO_OTHER, paid };
  const { money } = next;
  const { kept, authorised, disputeOpen } = sumsOf({ money, register: next.registers.payment });
  const underWay = realPayments(money).filter(({ snapshot }) => snapshot?.state === "processing");
  return {
    toRefund: orNull(kept),
    released: orNull(authorised),
    foreign: foreignPayments(money).flatMap((payment) => {
      const other = payment.snapshot?.currency ?? null;
      const amount = heldBy(payment);
      return other === null || amount <= 0 ? [] : [{ amount, currency: other }];
    }),
    underWay: underWay.length,
    disputed: orNull(disputeOpen),
    paid,
  };
}

function refused(code: string): Judged {
  return { ...NOTHING, verdict: "refused", code };
}

function refusedWith(refusal: Refusal): Judged {
  const detail = refusal.fields === undefined ? null : refusalDetail(refusal);
  return { ...refused(refusal.code), detail };
}
