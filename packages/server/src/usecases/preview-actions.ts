import type { BulkAction, PostPreview, PreviewItem } from "@followthrough/core/contract";
import { transition } from "@followthrough/core/domain";
import { type OrderEffects, readOrderEffects } from "../db/order-effects.ts";
import { readOrder } from "../db/orders.ts";
import { readForTransition } from "../db/read-for-transitions.ts";
import type { Context } from "./context.ts";
import { eventOf } from "./order-action-event.ts";
import { decidePrompt } from "./prompt-now.ts";
import { readRecoveryInputs } from "./recovery-inputs.ts";

const NO_REPORT = { source: null, sourceEventId: null };

const NOTHING = {
  code: null,
  detail: null,
  status: null,
  withdraws: 0,
  mailsTo: null,
  escalations: 0,
} as const;

type Reader = Pick<Context, "pool" | "policy" | "asks">;

/** What an action would do to each of these orders, by the rules that would do it; changes nothing. */
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
  what: BulkAction,
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
      const decision = decidePrompt(state, recovery, policy, read.now);
      if ("ok" in decision) return refused(decision.code, decision.detail);
      return { ...does, mailsTo: decision.email };
    }
    default: {
      const decided = transition(state, eventOf(what, "preview"), policy, read.now);
      if (!decided.ok) return refused(decided.code);
      const { next, effects } = decided;
      const settled = openEscalations.filter(({ reason }) =>
        effects.settles.some((settles) => settles === reason),
      );
      return {
        ...does,
        status: next.status,
        withdraws: effects.withdrawsPrompts ? waitingPrompts : 0,
        escalations: settled.length,
      };
    }
  }
}

function refused(code: string, detail: string | undefined = undefined): Judged {
  return { ...NOTHING, verdict: "refused", code, detail: detail ?? null };
}
