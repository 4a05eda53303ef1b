import type { Orchestration, OrderMoneyView } from "@followthrough/core/contract";
import { Chip } from "../../parts/chip.tsx";
import { moneyText } from "../../parts/money.tsx";
import { Section } from "../../parts/page-parts.tsx";
import { PAYMENT_WORDS, termsText } from "../../words/payment-sentences.ts";
import { PaymentItem } from "./payment-item.tsx";

type Sum = keyof typeof PAYMENT_WORDS.sums;

const SUMS: readonly Sum[] = [
  "total",
  "captured",
  "authorised",
  "refunded",
  "refundPending",
  "disputed",
  "kept",
  "open",
];
/** Shown even if they are nothing. */
const ALWAYS: readonly Sum[] = ["total", "captured", "open"];

/** The order's money: its sums, and every payment with its refunds and disputes. */
export function Payments({
  orchestration,
  isTest,
}: {
  readonly orchestration: Orchestration;
  readonly isTest: boolean;
}) {
  const { money, payments } = orchestration;
  return (
    <Section title="Payments" {...(isTest && { aside: <Chip tone="waiting">Test order</Chip> })}>
      <Sums money={money} />
      {payments.length === 0 ? (
        <p className="px-4 pb-3 text-13 text-quiet">
          {money.captured > 0
            ? "The payment was reported as a whole, without single payments."
            : "No payment is known."}
        </p>
      ) : (
        <ul className="divide-y divide-divider border-t border-divider">
          {payments.map((payment) => (
            <PaymentItem
              key={`${payment.source}/${payment.account}/${payment.reference}`}
              payment={payment}
              currency={money.currency}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Sums({ money }: { readonly money: OrderMoneyView }) {
  const { currency } = money;
  const shown = SUMS.filter((sum) => money[sum] !== 0 || ALWAYS.includes(sum));
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 px-4 pb-3">
      {shown.map((sum) => (
        <div key={sum}>
          <dt className="text-12 text-quiet">{PAYMENT_WORDS.sums[sum]}</dt>
          <dd
            className={`figure text-13 ${sum === "open" && money.open > 0 ? "font-semibold" : ""}`}
          >
            {moneyText({ amount: money[sum], currency })}
          </dd>
        </div>
      ))}
      {money.terms !== null && (
        <div>
          <dt className="text-12 text-quiet">To be paid</dt>
          <dd className="text-13">{termsText(money.terms)}</dd>
        </div>
      )}
    </dl>
  );
}
