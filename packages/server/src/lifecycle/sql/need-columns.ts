import {
  describeNeed,
  type EscalationReason,
  isMoneyNeed,
  MONEY_NEEDS,
  type Orchestration,
  type StageRegisters,
} from "@followthrough/core/domain";
import { readRegisters } from "@followthrough/core/words";
import { isoOrNull } from "../../platform/postgres/times.ts";
import { readMoney, type StoredMoney } from "./money-column.ts";

const MAY_HAVE_NEED = `e.resolved_at is null and e.reason in (${MONEY_NEEDS.map((reason) => `'${reason}'`).join(", ")})`;

/**
 * What the amount and the date of an escalation `e` follow from, with its order `r` and its orchestration `o`. The
 * documents of other rows are not read.
 */
export const NEED_COLUMNS = `r.total_amount, r.currency, o.current_stage, o.status, o.last_transition_at,
    case when ${MAY_HAVE_NEED} then o.money end as need_money,
    case when ${MAY_HAVE_NEED} then o.registers end as need_registers, now() as read_at`;

/** The row of an escalation, with `NEED_COLUMNS`. All but the reason is `null` for an order that was never reported. */
export interface NeedRow {
  reason: EscalationReason;
  total_amount: number | null;
  currency: string | null;
  current_stage: Orchestration["currentStage"] | null;
  status: Orchestration["status"] | null;
  last_transition_at: number | null;
  need_money: StoredMoney | null;
  need_registers: StageRegisters | null;
  read_at: number;
}

/** How much money an escalation is about, and until when. */
export interface NeedView {
  readonly amount: { readonly amount: number; readonly currency: string } | null;
  /** RFC 3339. */
  readonly dueAt: string | null;
}

const NO_NEED: NeedView = { amount: null, dueAt: null };

/** Derived when it is read, because a need changes with every report and with time. */
export function toNeedView(row: NeedRow): NeedView {
  const { reason, total_amount: total, currency, need_money: money, need_registers: known } = row;
  const { current_stage: currentStage, status, last_transition_at: lastTransitionAt } = row;
  if (!isMoneyNeed(reason) || money === null || known === null || total === null) return NO_NEED;
  if (currency === null || currentStage === null || status === null || lastTransitionAt === null) {
    return NO_NEED;
  }
  const need = describeNeed(
    {
      money: readMoney(money),
      registers: readRegisters(known),
      currentStage,
      status,
      lastTransitionAt,
    },
    { total, currency },
    reason,
    row.read_at,
  );
  if (need === null) return NO_NEED;
  return {
    amount: { amount: need.amount, currency: need.currency ?? currency },
    dueAt: isoOrNull(need.dueAt),
  };
}
