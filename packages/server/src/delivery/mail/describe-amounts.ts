import { unexplainedAmount } from "@followthrough/core/domain";
import { SHOPPER_WORDS } from "@followthrough/core/words";
import type { MailFormat } from "../../mail/mail-format.ts";
import type { RecoveryPromptInput } from "./recovery-prompt-input.ts";

/** A sum of an order, with its name. */
export interface NamedSum {
  readonly label: string;
  readonly amount: string;
}

/** What stands between the items of an order and its total, and below the total. */
export interface AmountsView {
  /** What is added to the items or taken off, and what the shop did not explain. */
  readonly amounts: readonly NamedSum[];
  /** The tax that the prices contain, if the shop says so. */
  readonly includedTax: NamedSum | null;
}

/** What lies between the items of an order and its total: only what the shop says, and a neutral line for the rest. */
export function describeAmounts(order: RecoveryPromptInput, format: MailFormat): AmountsView {
  const { total, discount, pointsOff, shipping, tax } = order;
  const copy = SHOPPER_WORDS[format.language].mail.amounts;
  const said = [
    { label: copy.discount, amount: -(discount ?? 0) },
    { label: copy.points, amount: -(pointsOff ?? 0) },
    { label: copy.shipping, amount: shipping ?? 0, isFree: shipping === 0 },
    { label: copy.tax, amount: tax === null || tax.included ? 0 : tax.amount },
    { label: copy.other, amount: unexplainedAmount(order) },
  ];
  const money = (amount: number) => format.money({ ...total, amount });
  return {
    amounts: said
      .filter(({ amount, isFree = false }) => amount !== 0 || isFree)
      .map(({ label, amount }) => ({ label, amount: money(amount) })),
    includedTax:
      tax?.included && tax.amount > 0
        ? { label: copy.includedTax, amount: money(tax.amount) }
        : null,
  };
}
